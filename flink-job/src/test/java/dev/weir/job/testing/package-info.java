/** What the tests of several packages share. */
@NullMarked
package dev.weir.job.testing;

import org.jspecify.annotations.NullMarked;
