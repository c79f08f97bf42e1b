// SPDX-License-Identifier: Apache-2.0
/** The job's ledger: the outcome of every record of the log, and the sums that every table should have. */
@NullMarked
package dev.weir.job.ledger;

import org.jspecify.annotations.NullMarked;
