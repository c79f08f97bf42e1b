// SPDX-License-Identifier: Apache-2.0
/**
 * Access control: addresses, browsers, API keys, rates and tokens. It knows no features: the table of URLs applies the
 * checks.
 */
@NullMarked
package dev.weir.http.access;

import org.jspecify.annotations.NullMarked;
