// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.clickhouse;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Confines this process with Linux Landlock. The process can then access only the files that the engine needs, and
 * cannot open outgoing connections.
 *
 * <p>The engine grants statements no access to files. The library has one exception: the function {@code file} reads
 * any file that the process can read. The text of a statement does not always show that it calls this function.
 * Therefore the process must not be able to read any file of the user.
 */
final class Confinement {
    private static final Logger LOG = LoggerFactory.getLogger(Confinement.class);

    /**
     * The system calls of {@code linux/landlock.h}, whose numbers are the same on every
     * architecture.
     */
    private interface Kernel extends Library {
        NativeLong syscall(NativeLong number, Object... arguments);

        int open(String path, int flags);

        int close(int descriptor);

        int prctl(int option, NativeLong... arguments);
    }

    private static final NativeLong CREATE_RULESET = new NativeLong(444);
    private static final NativeLong ADD_RULE = new NativeLong(445);
    private static final NativeLong RESTRICT_SELF = new NativeLong(446);
    private static final int VERSION = 1;
    private static final int PATH_BENEATH = 1;
    private static final int SET_NO_NEW_PRIVILEGES = 38;
    private static final int OPEN_PATH = 0x200000 | 0x80000;

    /** Version 1 does not allow moving a file to another directory. */
    private static final int LEAST_VERSION = 2;

    private static final int VERSION_WITH_TRUNCATE = 3;
    private static final int VERSION_WITH_NETWORK = 4;

    private static final long EXECUTE = 1;
    private static final long READ_FILE = 1 << 2;
    private static final long READ_FOLDER = 1 << 3;
    private static final long WRITE_FILE = 1 << 1;
    private static final long TRUNCATE = 1 << 14;
    /** Read, write, create, delete and move. */
    private static final long EVERYTHING = (1 << 14) - 1;

    private static final long OF_A_FILE = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE;
    private static final long CONNECT = 1 << 1;

    /** The system files that the JVM and the engine read. None of them is secret or contains user data. */
    private static final List<String> OF_THE_SYSTEM = List.of(
            "/lib",
            "/lib64",
            "/usr/lib",
            "/usr/lib64",
            "/usr/share/zoneinfo",
            "/etc/ld.so.cache",
            "/etc/localtime",
            "/etc/hosts",
            "/proc/cpuinfo",
            "/proc/loadavg",
            "/proc/meminfo",
            "/proc/stat",
            "/proc/uptime",
            "/proc/self/cgroup",
            "/proc/self/limits",
            "/proc/self/maps",
            "/proc/self/mountinfo",
            "/proc/self/stat",
            "/proc/self/statm",
            "/proc/self/status",
            "/proc/self/task",
            "/proc/sys",
            "/sys/devices/system",
            "/sys/fs/cgroup");

    private static final List<String> DEVICES = List.of("/dev/null", "/dev/random", "/dev/urandom", "/dev/zero");

    private Confinement() {}

    /**
     * Confines this thread and all threads that it starts later. If the kernel does not support this, the log says so.
     *
     * @param written directories whose files may be written
     */
    static void begin(List<Path> written, List<Path> read) {
        try {
            Kernel kernel = Native.load("c", Kernel.class);
            int version = call(kernel, CREATE_RULESET, new NativeLong(0), new NativeLong(0), VERSION);
            if (version < LEAST_VERSION) {
                LOG.info("This kernel has no Landlock: SQL statements may be able to read files that this user can"
                        + " read");
                return;
            }
            confine(kernel, version, written, read);
            LOG.atInfo().addKeyValue("version", version).log("Confined to the data directory by Landlock");
        } catch (UnsatisfiedLinkError | IllegalStateException unavailable) {
            LOG.atWarn()
                    .addKeyValue("reason", unavailable.getMessage())
                    .log("Not confined by Landlock: SQL statements may be able to read files that this user can read");
        }
    }

    private static void confine(Kernel kernel, int version, List<Path> written, List<Path> read) {
        long handled = EVERYTHING | (version >= VERSION_WITH_TRUNCATE ? TRUNCATE : 0);
        try (Memory attributes = new Memory(2L * Long.BYTES)) {
            attributes.setLong(0, handled);
            attributes.setLong(Long.BYTES, version >= VERSION_WITH_NETWORK ? CONNECT : 0);
            long size = version >= VERSION_WITH_NETWORK ? 2L * Long.BYTES : Long.BYTES;
            int ruleset = require("a ruleset", call(kernel, CREATE_RULESET, attributes, new NativeLong(size), 0));
            written.forEach(folder -> allow(kernel, ruleset, folder, handled & ~EXECUTE));
            DEVICES.forEach(device -> allow(kernel, ruleset, Path.of(device), READ_FILE | WRITE_FILE));
            Stream.concat(OF_THE_SYSTEM.stream().map(Path::of), read.stream())
                    .forEach(path -> allow(kernel, ruleset, path, EXECUTE | READ_FILE | READ_FOLDER));
            require(
                    "no new privileges",
                    kernel.prctl(
                            SET_NO_NEW_PRIVILEGES,
                            new NativeLong(1),
                            new NativeLong(0),
                            new NativeLong(0),
                            new NativeLong(0)));
            require("the restriction", call(kernel, RESTRICT_SELF, ruleset, 0));
            kernel.close(ruleset);
        }
    }

    private static void allow(Kernel kernel, int ruleset, Path path, long access) {
        if (!Files.exists(path)) {
            return;
        }
        int descriptor = require("the path " + path, kernel.open(path.toString(), OPEN_PATH));
        try (Memory rule = new Memory(Long.BYTES + Integer.BYTES)) {
            rule.setLong(0, Files.isDirectory(path) ? access : access & OF_A_FILE);
            rule.setInt(Long.BYTES, descriptor);
            require("the rule for " + path, call(kernel, ADD_RULE, ruleset, PATH_BENEATH, rule, 0));
        } finally {
            kernel.close(descriptor);
        }
    }

    private static int call(Kernel kernel, NativeLong number, Object... arguments) {
        return kernel.syscall(number, arguments).intValue();
    }

    private static int require(String what, int result) {
        if (result < 0) {
            throw new IllegalStateException("the kernel refuses " + what);
        }
        return result;
    }

    /** The locations of this program's classes and of the JVM. */
    static List<Path> ofThisProgram() {
        List<Path> paths = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            paths.add(Path.of(entry.endsWith("*") ? entry.substring(0, entry.length() - 1) : entry));
        }
        return paths;
    }
}
