// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.deadletters;

import java.time.Instant;
import java.util.List;

class InMemoryDeadLettersTest extends DeadLetterStoreContract {
    @Override
    protected DeadLetterStore storeOf(List<DeadLetter> letters, Identity counted, Instant receivedAt) {
        InMemoryDeadLetters store = new InMemoryDeadLetters();
        letters.forEach(store::add);
        store.counted.put(counted, receivedAt);
        return store;
    }
}
