// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.access;

import dev.weir.configuration.Settings;
import dev.weir.configuration.Variable;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/** A list of address blocks from the configuration; empty if it is not configured. */
public final class AddressBlocks {
    static final AddressBlocks NONE = new AddressBlocks(List.of());

    private final List<AddressBlock> blocks;

    private AddressBlocks(List<AddressBlock> blocks) {
        this.blocks = blocks;
    }

    static AddressBlocks from(Settings settings, Variable variable) {
        try {
            return settings.optionalText(variable).map(AddressBlocks::parse).orElse(NONE);
        } catch (IllegalArgumentException bad) {
            settings.refuse(variable, String.valueOf(bad.getMessage()));
            return NONE;
        }
    }

    /**
     * @param text blocks separated by commas
     * @throws IllegalArgumentException with the problem, for use in a sentence
     */
    static AddressBlocks parse(String text) {
        return new AddressBlocks(Arrays.stream(text.split(",", -1))
                .map(block -> AddressBlock.parse(block.strip()))
                .toList());
    }

    boolean isEmpty() {
        return blocks.isEmpty();
    }

    public boolean contains(InetAddress address) {
        for (AddressBlock block : blocks) {
            if (block.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
