// SPDX-License-Identifier: Apache-2.0
/** The settings that decide what is counted, as they are kept in state. */
@NullMarked
package dev.weir.job.settings;

import org.jspecify.annotations.NullMarked;
