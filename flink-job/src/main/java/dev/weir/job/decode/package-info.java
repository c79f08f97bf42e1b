// SPDX-License-Identifier: Apache-2.0
/** Decodes records of the log into events or dead letters. */
@NullMarked
package dev.weir.job.decode;

import org.jspecify.annotations.NullMarked;
