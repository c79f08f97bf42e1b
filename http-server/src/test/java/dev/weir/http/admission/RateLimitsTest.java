// SPDX-License-Identifier: Apache-2.0
package dev.weir.http.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
    private static final Client ADA = new Client.Named("ada");
    private static final Client BOB = new Client.Named("bob");

    private final AtomicLong nanos = new AtomicLong();
    private final TimeMeter time = new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return nanos.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    };

    @Test
    void allowsABurstAndThenTheRate() {
        RateLimits limits = limits(2, 0);
        for (int i = 0; i < 4; i++) {
            Admission admitted = limits.admit(ADA);
            assertThat(admitted.admitted()).isTrue();
            assertThat(admitted.limit()).isEqualTo(4);
            assertThat(admitted.remaining()).isEqualTo(3 - i);
        }
        Admission refused = limits.admit(ADA);
        assertThat(refused.admitted()).isFalse();
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofMillis(500));
        assertThat(refused.full()).isEqualTo(Duration.ofSeconds(2));

        pass(Duration.ofMillis(500));
        assertThat(limits.admit(ADA).admitted()).isTrue();
        assertThat(limits.admit(ADA).admitted()).isFalse();
    }

    @Test
    void chargesARequestToTheClientIdentifiedLater() {
        RateLimits limits = limits(1, 2);
        for (int i = 0; i < 2; i++) {
            assertThat(limits.admitKnown(ADA)).extracting(Admission::admitted).isEqualTo(true);
        }

        assertThat(limits.admitKnown(ADA)).extracting(Admission::admitted).isEqualTo(false);
        assertThat(limits.admit(BOB).admitted()).isTrue();
        assertThat(limits(0, 2).admitKnown(ADA)).isNull();
    }

    @Test
    void limitsEachClientSeparately() {
        RateLimits limits = limits(1, 0);
        drain(limits, ADA);

        assertThat(limits.admit(BOB).admitted()).isTrue();
    }

    @Test
    void limitsTheTotalOfAllClients() {
        RateLimits limits = limits(10, 1);
        assertThat(limits.admit(ADA).admitted()).isTrue();
        assertThat(limits.admit(BOB).remaining()).isZero();

        assertThat(limits.admit(ADA).admitted()).isFalse();
        assertThat(limits.admit(BOB).limit()).isEqualTo(2);
    }

    @Test
    void requestRefusedByTheTotalDoesNotCountForItsClient() {
        RateLimits limits = limits(2, 1);
        drain(limits, BOB);
        for (int i = 0; i < 10; i++) {
            assertThat(limits.admit(ADA).admitted()).isFalse();
        }
        pass(Duration.ofSeconds(2));

        assertThat(limits.admit(ADA).admitted()).isTrue();
        assertThat(limits.admit(ADA).admitted()).isTrue();
    }

    @Test
    void clientOverItsRateDoesNotUseUpTheTotal() {
        RateLimits limits = limits(1, 2);
        for (int i = 0; i < 100; i++) {
            limits.admit(ADA);
        }

        assertThat(limits.admit(BOB).admitted()).isTrue();
    }

    @Property(tries = 200)
    void neverAllowsMoreThanBurstAndRate(
            @ForAll @IntRange(min = 1, max = 50) int perSecond,
            @ForAll @Size(min = 1, max = 200) List<@IntRange(max = 300) Integer> pausesMillis) {
        RateLimits limits = limits(perSecond, 0);
        long passedMillis = 0;
        int admitted = 0;
        for (int pause : pausesMillis) {
            pass(Duration.ofMillis(pause));
            passedMillis += pause;
            admitted += limits.admit(ADA).admitted() ? 1 : 0;

            assertThat(admitted * 1_000L).isLessThanOrEqualTo(perSecond * (2_000 + passedMillis));
        }
    }

    @Test
    void boundsTheNumberOfTrackedClients() throws UnknownHostException {
        RateLimits limits = new RateLimits(1, 0, 100, time);
        drain(limits, ADA);
        for (int i = 0; i < 20_000; i++) {
            limits.admit(Client.at(InetAddress.getByAddress(new byte[] {10, 0, (byte) (i >> 8), (byte) i})));
        }

        assertThat(limits.clients()).isLessThanOrEqualTo(101);
        assertThat(limits.admit(ADA).admitted()).isFalse();
    }

    @Test
    void countsAnIpv6NetworkAsOneClient() throws UnknownHostException {
        assertThat(Client.at(InetAddress.getByName("2001:db8:1:2:3::4")))
                .isEqualTo(Client.at(InetAddress.getByName("2001:db8:1:2:ffff::1")))
                .isNotEqualTo(Client.at(InetAddress.getByName("2001:db8:1:3:3::4")));
        assertThat(Client.at(InetAddress.getByName("192.0.2.1")))
                .isNotEqualTo(Client.at(InetAddress.getByName("192.0.2.2")));
    }

    private RateLimits limits(int perClient, int ofAll) {
        return new RateLimits(perClient, ofAll, 1_000, time);
    }

    private void pass(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    private static void drain(RateLimits limits, Client client) {
        while (limits.admit(client).admitted()) {
            // Repeat until the bucket is empty.
        }
    }
}
