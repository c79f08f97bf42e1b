// SPDX-License-Identifier: Apache-2.0
package dev.weir.local.demo;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.SplittableRandom;

/**
 * The users of the service. A few come nearly every day and most come rarely, so the users of a day, of a week and of a
 * month are different numbers.
 */
final class Audience {
    static final int USERS = 30_000;

    private final long seed;

    Audience(long seed) {
        this.seed = seed;
    }

    /** A user who is active on the day of this time. */
    int user(Instant time, SplittableRandom random) {
        LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
        while (true) {
            int user = random.nextInt(USERS);
            if (comes(user, day)) {
                return user;
            }
        }
    }

    private boolean comes(int user, LocalDate day) {
        double rank = (double) user / USERS;
        double loyalty = 0.02 + 0.5 * Math.pow(1 - rank, 4);
        long dayAndUser = day.toEpochDay() * USERS + user;
        return new SplittableRandom(seed ^ dayAndUser).nextDouble() < loyalty * Rhythm.on(day);
    }
}
