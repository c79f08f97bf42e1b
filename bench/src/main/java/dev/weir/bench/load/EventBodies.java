// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench.load;

import dev.weir.testbed.PostBytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Builds requests of 1,000 events each, like those of {@link BenchEvents}. Not thread-safe.
 *
 * <p>The text is made once. Only the varying fields of each event are overwritten: its id, timestamp, user and a
 * property. So making events costs little compared with ingesting them.
 */
public final class EventBodies {
    public static final int EVENTS = 1_000;

    /** After this many requests, the videos repeat in the same order, for each thread. */
    private static final int BODIES = 8;

    private static final String ID = "00000000-0000-0000-0000-000000000000";
    private static final String TIME = "0000000000000";
    private static final String USER = "000000000";
    private static final String VIEW = "0000000000000000";
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** A whole request, and the positions of each event's fields in it. */
    private static final class Body {
        private final byte[] request;
        private final int[][] places;

        Body(byte[] request, int[][] places) {
            this.request = request;
            this.places = places;
        }
    }

    private final SplittableRandom random;
    private final int users;
    private final List<Body> bodies = new ArrayList<>();
    private int next;

    EventBodies(int users, int videos, SplittableRandom random) {
        this.random = random;
        this.users = users;
        for (int i = 0; i < BODIES; i++) {
            bodies.add(body(videos));
        }
    }

    /** Returns a whole request. Its buffer is reused {@link #BODIES} calls later. */
    byte[] next(long nowMillis) {
        return next(nowMillis, random);
    }

    /** Like {@link #next(long)}, but ids, users and the property depend only on the given random numbers. */
    byte[] next(long nowMillis, SplittableRandom random) {
        Body body = bodies.get(next);
        next = (next + 1) % BODIES;
        byte[] request = body.request;
        for (int event = 0; event < EVENTS; event++) {
            writeId(request, body.places[0][event], random);
            writeDecimal(request, body.places[1][event], TIME.length(), nowMillis);
            writeDecimal(request, body.places[2][event], USER.length(), random.nextInt(users));
            writeHex(request, body.places[3][event], 16, random.nextLong());
        }
        return request;
    }

    private Body body(int videos) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int[][] places = new int[4][EVENTS];
        for (int event = 0; event < EVENTS; event++) {
            write(text, event == 0 ? "[" : ",");
            write(text, "{\"event_id\":\"");
            places[0][event] = text.size();
            write(text, ID + "\",\"type\":\"video_view\",\"timestamp\":");
            places[1][event] = text.size();
            write(text, TIME + ",\"user_id\":\"user-");
            places[2][event] = text.size();
            write(text, USER);
            write(
                    text,
                    String.format(
                            Locale.ROOT,
                            "\",\"video_id\":\"video-%d\",\"properties\":{\"device\":\"%s\",\"country\":\"%s\",\"seconds\":%d,\"view\":\"",
                            BenchEvents.video(random, videos),
                            random.nextBoolean() ? "phone" : "tv",
                            random.nextBoolean() ? "DE" : "US",
                            random.nextInt(600)));
            places[3][event] = text.size();
            write(text, VIEW + "\"}}");
        }
        write(text, "]");
        byte[] request = PostBytes.json(text.toByteArray());
        int headBytes = request.length - text.size();
        for (int[] ofField : places) {
            for (int event = 0; event < EVENTS; event++) {
                ofField[event] += headBytes;
            }
        }
        return new Body(request, places);
    }

    private static void writeId(byte[] request, int place, SplittableRandom random) {
        long high = random.nextLong();
        long low = random.nextLong();
        writeHex(request, place, 8, high >>> 32);
        writeHex(request, place + 9, 4, high >>> 16);
        writeHex(request, place + 14, 4, high);
        writeHex(request, place + 19, 4, low >>> 48);
        writeHex(request, place + 24, 12, low);
    }

    private static void writeHex(byte[] request, int place, int digits, long value) {
        for (int digit = digits - 1; digit >= 0; digit--) {
            request[place + digit] = HEX[(int) (value & 15)];
            value >>>= 4;
        }
    }

    private static void writeDecimal(byte[] request, int place, int digits, long value) {
        for (int digit = digits - 1; digit >= 0; digit--) {
            request[place + digit] = (byte) ('0' + value % 10);
            value /= 10;
        }
    }

    private static void write(ByteArrayOutputStream text, String part) {
        text.writeBytes(part.getBytes(StandardCharsets.US_ASCII));
    }
}
