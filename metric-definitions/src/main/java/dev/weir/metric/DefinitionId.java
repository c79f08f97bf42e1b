// SPDX-License-Identifier: Apache-2.0
package dev.weir.metric;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * The id of a definition: the start of a SHA-256 over everything but the description. Rows in the tables have it, so it
 * must stay the same for a definition.
 */
final class DefinitionId {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    private DefinitionId() {}

    static long of(MetricDefinition definition) {
        try {
            return new DefinitionId().hash(definition);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private long hash(MetricDefinition definition) throws IOException {
        text(definition.name());
        texts(definition.types().patterns().stream().distinct().sorted().toList());
        List<Condition> where = definition.where().stream()
                .sorted((one, other) ->
                        one.field().toString().compareTo(other.field().toString()))
                .toList();
        out.writeInt(where.size());
        for (Condition condition : where) {
            text(condition.field().toString());
            texts(condition.texts().stream().distinct().sorted().toList());
            out.writeBoolean(condition.orAbsent());
        }
        text(definition.aggregate().wireName());
        text(definition.of() == null ? "" : definition.of().toString());
        texts(definition.by().stream().map(FieldPath::toString).toList());
        texts(definition.buckets().stream().map(MetricValue::textOf).toList());
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
            return ByteBuffer.wrap(hash).getLong() & Long.MAX_VALUE;
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256.", impossible);
        }
    }

    private void texts(List<String> texts) throws IOException {
        out.writeInt(texts.size());
        for (String text : texts) {
            text(text);
        }
    }

    /** The length in front keeps two texts apart from one that contains both. */
    private void text(String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }
}
