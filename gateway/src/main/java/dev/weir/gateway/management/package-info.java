// SPDX-License-Identifier: Apache-2.0
/** Endpoints for operators: metrics and readiness. */
@NullMarked
package dev.weir.gateway.management;

import org.jspecify.annotations.NullMarked;
