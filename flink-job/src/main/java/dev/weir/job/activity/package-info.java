/** Active users: days, weeks and months. */
@NullMarked
package dev.weir.job.activity;

import org.jspecify.annotations.NullMarked;
