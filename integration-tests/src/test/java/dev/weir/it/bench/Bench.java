package dev.weir.it.bench;

import dev.weir.it.Console;
import dev.weir.it.DeveloperCommand;
import dev.weir.it.Pause;
import dev.weir.it.RunFolder;
import dev.weir.it.Sql;
import dev.weir.local.Stack;
import dev.weir.local.StackConfiguration;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./bench/run}: how fast the job counts a full log, and what an event costs. */
@Command(
        customSynopsis = "./bench/run [--events N] [--again N] [--users N] [--videos N]",
        description =
                "Starts all of Weir on this machine, fills the log while the job is away, and measures how fast the job counts "
                        + "it, with everything on. Then it checks that every event was counted once.",
        exitCodeList = {"0:measured, and the numbers are exact", "1:the numbers are wrong", "2:it could not be measured"
        })
public final class Bench extends DeveloperCommand {
    private static final int NOT_EXACT = 1;
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration PROGRESS_EVERY = Duration.ofSeconds(10);

    /** Without progress for so long, the job is taken to be stuck. */
    private static final Duration STUCK_AFTER = Duration.ofMinutes(2);

    @Option(names = "--events", paramLabel = "N", description = "how many; ${DEFAULT-VALUE} by default")
    private long events = 4_000_000;

    @Option(
            names = "--again",
            paramLabel = "N",
            description = "how many of the first events to send once more in the end; ${DEFAULT-VALUE} by default")
    private long again = 0;

    @Option(names = "--users", paramLabel = "N", description = "of how many users; ${DEFAULT-VALUE} by default")
    private int users = 500_000;

    @Option(names = "--videos", paramLabel = "N", description = "of how many videos; ${DEFAULT-VALUE} by default")
    private int videos = 100_000;

    private final Console console = new Console(System.out);

    private Bench() {
        super("bench", "./bench/run");
    }

    public static void main(String[] words) {
        new Bench().runAndExit(words);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (RunFolder folder = takeFolder();
                Stack stack = Stack.open(
                        StackConfiguration.onFreePorts(folder.root().resolve("stack"), Map.of()), step -> {})) {
            Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop"));
            stack.start();
            console.beginClock();
            LogFiller log = new LogFiller(
                    stack.kafkaBootstrapServers(), new BenchEvents(System.currentTimeMillis(), users, videos));
            stack.flink().stop();
            console.at(String.format(Locale.ROOT, "filling the log with %,d events", events));
            log.fill(0, events);
            stack.flink().start();
            drain(stack, "counted_total", events);
            if (again > 0) {
                console.at(String.format(Locale.ROOT, "sending the first %,d again", again));
                long before = System.nanoTime();
                log.fill(0, Math.min(again, events));
                drain(stack, "duplicates_total", again);
                console.at(String.format(Locale.ROOT, "found them all in %.0f s", (System.nanoTime() - before) / 1e9));
            }
            return examine(stack);
        }
    }

    /** Measured from a tenth to nearly all, so that neither the start nor the end counts. */
    private void drain(Stack stack, String counter, long count) throws IOException, InterruptedException {
        JobCounters counters = new JobCounters(stack.flinkMetricsUrl());
        long first = count / 10;
        long last = count - count / 100;
        Mark begun = null;
        double seen = 0;
        long movedAt = System.nanoTime();
        long printedAt = System.nanoTime();
        while (true) {
            double now = counters.sum(counter);
            long nanos = System.nanoTime();
            if (now > seen) {
                seen = now;
                movedAt = nanos;
            }
            if (begun == null && now >= first) {
                begun = new Mark(now, nanos, ProcessorTime.now(stack.components()));
            }
            if (begun != null && now >= last) {
                double measured = now - begun.count();
                console.at(String.format(
                        Locale.ROOT,
                        "%s: %,.0f a second; processor time in µs an event: %s",
                        counter,
                        measured / ((nanos - begun.nanos()) / 1e9),
                        ProcessorTime.now(stack.components()).perEvent(begun.times(), (long) measured)));
                return;
            }
            if (nanos - movedAt > STUCK_AFTER.toNanos()) {
                throw new IOException(
                        String.format(Locale.ROOT, "the job has stopped counting at %,.0f of %,d", seen, count));
            }
            if (nanos - printedAt > PROGRESS_EVERY.toNanos()) {
                printedAt = nanos;
                console.at(String.format(
                        Locale.ROOT,
                        "%,.0f; identities in memory and state %,.0f, filters %,.0f MB",
                        now,
                        counters.sum("remembered_identities"),
                        counters.sum("identity_filter_bytes") / 1e6));
            }
            Pause.of(LOOK_EVERY);
        }
    }

    private record Mark(double count, long nanos, ProcessorTime times) {}

    private int examine(Stack stack) throws IOException, InterruptedException {
        Sql sql = new Sql(stack.clickHouseUrl());
        long now = System.currentTimeMillis();
        while (!sql.run(String.format(
                        Locale.ROOT, "SELECT min(as_of) >= fromUnixTimestamp64Milli(%d) FROM weir.freshness", now))
                .equals("1")) {
            Pause.of(LOOK_EVERY);
        }
        String views = sql.run("SELECT sum(views) FROM weir.video_views_daily");
        boolean isExact = views.equals(Long.toString(events));
        console.at(String.format(
                Locale.ROOT, "%s: %s views of %,d events", isExact ? "exact" : "NOT EXACT", views, events));
        return isExact ? 0 : NOT_EXACT;
    }
}
