/** The job's books: what became of every record of the log, and what every table should add up to. */
@NullMarked
package dev.weir.job.ledger;

import org.jspecify.annotations.NullMarked;
