// SPDX-License-Identifier: Apache-2.0
/** Tests of the client against a small HTTP server. */
@NullMarked
package dev.weir.client;

import org.jspecify.annotations.NullMarked;
