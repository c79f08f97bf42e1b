// SPDX-License-Identifier: Apache-2.0
package dev.weir.resilience.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThreadDumpTest {
    private static final String DUMP = """
            2026-11-21 12:00:00
            Full thread dump OpenJDK 64-Bit Server VM (17.0.1+12 mixed mode, sharing):

            "http I/O-1" #31 prio=5 os_prio=0 cpu=1.00ms elapsed=9.00s tid=0x1 nid=0x1 runnable  [0x1]
               java.lang.Thread.State: RUNNABLE
            \tat sun.nio.ch.EPoll.wait(java.base@17/Native Method)
            \tat org.apache.kafka.clients.producer.KafkaProducer.send(KafkaProducer.java:1)

            "http I/O-2" #34 prio=5 os_prio=0 cpu=1.00ms elapsed=9.00s tid=0x5 nid=0x5 waiting for monitor entry  [0x5]
               java.lang.Thread.State: BLOCKED (on object monitor)
            \tat org.apache.kafka.clients.producer.internals.RecordAccumulator.append(RecordAccumulator.java:1)

            "ingest" #32 daemon prio=5 os_prio=0 tid=0x2 nid=0x2 in Object.wait()  [0x2]
               java.lang.Thread.State: TIMED_WAITING (on object monitor)
            \tat java.lang.Object.wait(java.base@17/Native Method)
            \tat org.apache.kafka.clients.producer.internals.ProducerMetadata.awaitUpdate(ProducerMetadata.java:1)

            "kafka-availability" #33 daemon prio=5 os_prio=0 tid=0x3 nid=0x3 waiting on condition  [0x3]
               java.lang.Thread.State: WAITING (parking)
            \tat org.apache.kafka.common.internals.KafkaFutureImpl.get(KafkaFutureImpl.java:1)

            "VM Thread" os_prio=0 tid=0x4 nid=0x4 runnable
            """;

    @Test
    void findsBlockedRequestThreads() {
        ThreadDump dump = ThreadDump.parse(DUMP);

        assertThat(dump.threads())
                .extracting(ThreadDump.Entry::name)
                .containsExactly("http I/O-1", "http I/O-2", "ingest", "kafka-availability", "VM Thread");
        assertThat(dump.servingAndWaitingIn("org.apache.kafka")).containsExactly("http I/O-2", "ingest");
        assertThat(dump.servingAndWaitingIn("com.clickhouse")).isEmpty();
    }
}
