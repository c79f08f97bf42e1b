/** Daily and rolling 30-day views of videos. */
@NullMarked
package dev.weir.job.views;

import org.jspecify.annotations.NullMarked;
