package dev.weir.job.dedup;

import java.util.List;

/** Values few enough that a restart may ask which there are. */
interface ListedEntries extends Entries {
    /** In ascending order. */
    List<Long> ids() throws Exception;
}
