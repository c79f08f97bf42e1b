// SPDX-License-Identifier: Apache-2.0
/** The streaming job: its configuration, its graph and its entry point. */
@NullMarked
package dev.weir.job;

import org.jspecify.annotations.NullMarked;
