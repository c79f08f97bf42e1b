// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.chaos;

import dev.weir.local.StackException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A small in-memory file system for the checkpoints, which can be filled up without affecting anything else.
 *
 * <p>It is mounted in the mount namespace in which {@code chaos} starts this program. It is invisible outside, and
 * disappears with the last process of the cluster.
 */
final class CheckpointDisk implements AutoCloseable {
    private static final long SIZE_BYTES = 96L << 20;

    /** An identity takes 26 bytes in a checkpoint, and merged ones are there twice for a while. */
    private static final long BYTES_PER_IDENTITY = 128;

    private static final byte[] BLOCK = new byte[64 << 10];

    private final Path folder;
    private final Optional<String> whyNot;
    private final Path ballast;

    private volatile boolean full;

    private CheckpointDisk(Path folder, Optional<String> whyNot) {
        this.folder = folder;
        this.whyNot = whyNot;
        this.ballast = folder.resolve("ballast");
    }

    /**
     * @param identities how many identities are remembered before the faults begin
     * @param ownMounts whether this process has its own mount namespace
     */
    static CheckpointDisk on(Path folder, long identities, boolean ownMounts) {
        Launcher.made(folder);
        if (!ownMounts) {
            return new CheckpointDisk(
                    folder, Optional.of("this system does not allow an unprivileged mount (unshare --mount)"));
        }
        try {
            Process mount = new ProcessBuilder(
                            "mount",
                            "-t",
                            "tmpfs",
                            "-o",
                            "size=" + (SIZE_BYTES + identities * BYTES_PER_IDENTITY),
                            "weir-checkpoints",
                            folder.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(mount.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new CheckpointDisk(folder, mount.waitFor() == 0 ? Optional.empty() : Optional.of(said.strip()));
        } catch (IOException missing) {
            return new CheckpointDisk(folder, Optional.of(String.valueOf(missing.getMessage())));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while a disk was mounted", interrupted);
        }
    }

    Path folder() {
        return folder;
    }

    /** The reason why the disk cannot be filled; empty if it can. */
    Optional<String> whyNot() {
        return whyNot;
    }

    /** Fills the disk, and takes any space that becomes free, until {@link #empty}. */
    void fill() {
        full = true;
        takeRest();
        Thread filler = new Thread(this::keepFull, "ballast");
        filler.setDaemon(true);
        filler.start();
    }

    void empty() {
        full = false;
        synchronized (this) {
            try {
                Files.deleteIfExists(ballast);
            } catch (IOException failure) {
                throw new StackException("Cannot delete " + ballast + ": " + failure.getMessage(), failure);
            }
        }
    }

    /** Frees the space. The file system itself stays until the last process that uses it has ended. */
    @Override
    public void close() {
        empty();
    }

    private void keepFull() {
        try {
            while (full) {
                takeRest();
                TimeUnit.MILLISECONDS.sleep(100);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void takeRest() {
        try (var file = Files.newOutputStream(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (full) {
                file.write(BLOCK);
            }
        } catch (IOException noSpaceLeft) {
            // The disk is full, as intended.
        }
    }
}
