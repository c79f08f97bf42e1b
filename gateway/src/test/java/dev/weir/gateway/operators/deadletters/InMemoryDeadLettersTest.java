// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.deadletters;

import dev.weir.gateway.operators.EventIdentity;
import java.time.Instant;
import java.util.List;

class InMemoryDeadLettersTest extends DeadLetterStoreContract {
    @Override
    protected DeadLetterStore storeOf(List<DeadLetter> letters, EventIdentity counted, Instant receivedAt) {
        InMemoryDeadLetters store = new InMemoryDeadLetters();
        letters.forEach(store::add);
        store.counted.put(counted, receivedAt);
        return store;
    }
}
