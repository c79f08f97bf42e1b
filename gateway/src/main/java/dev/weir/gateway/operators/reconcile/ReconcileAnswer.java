// SPDX-License-Identifier: Apache-2.0
package dev.weir.gateway.operators.reconcile;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.http.JsonAnswers;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** A comparison as one JSON object. */
record ReconcileAnswer(Comparison result) implements JsonAnswers.Body {
    /** The most differences to list for a column, and the most problems to list. */
    private static final int MOST_LISTED = 100;

    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeBooleanField("balanced", result.isBalanced());
        json.writeBooleanField("settled", result.settled());
        json.writeNumberField("pending", result.pending());
        writeLedger(json, result.ledger());
        json.writeArrayFieldStart("partitions");
        for (PartitionLedger partition : result.partitions()) {
            writePartition(json, partition);
        }
        json.writeEndArray();
        writeTotals(json, result.partitions());
        json.writeArrayFieldStart("tables");
        for (Map.Entry<LedgerColumn, Comparison.ColumnSums> column :
                result.columns().entrySet()) {
            writeColumn(json, column.getKey(), column.getValue());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("problems");
        for (String problem : result.problems().stream().limit(MOST_LISTED).toList()) {
            json.writeString(problem);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeLedger(JsonGenerator json, Ledger ledger) throws IOException {
        json.writeFieldName("ledger");
        if (ledger.isEmpty()) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        json.writeNumberField("epoch", ledger.epoch());
        json.writeNumberField("checkpoint", ledger.checkpoint());
        json.writeStringField("noted_at", ledger.notedAt().toString());
        json.writeEndObject();
    }

    private void writePartition(JsonGenerator json, PartitionLedger partition) throws IOException {
        json.writeStartObject();
        json.writeNumberField("partition", partition.partition());
        json.writeBooleanField("balanced", result.isBalanced(partition));
        json.writeNumberField("from_offset", partition.fromOffset());
        json.writeNumberField("to_offset", partition.toOffset());
        json.writeNumberField("end_offset", partition.endOffset());
        writeAmounts(json, List.of(partition));
        json.writeEndObject();
    }

    private static void writeTotals(JsonGenerator json, List<PartitionLedger> partitions) throws IOException {
        json.writeObjectFieldStart("totals");
        writeAmounts(json, partitions);
        json.writeEndObject();
    }

    private static void writeAmounts(JsonGenerator json, List<PartitionLedger> partitions) throws IOException {
        json.writeNumberField("pending", sum(partitions, PartitionLedger::pending));
        json.writeNumberField("read", sum(partitions, PartitionLedger::read));
        json.writeNumberField("counted", sum(partitions, PartitionLedger::counted));
        json.writeNumberField("duplicates", sum(partitions, PartitionLedger::duplicates));
        json.writeNumberField("late", sum(partitions, PartitionLedger::late));
        json.writeNumberField("malformed", sum(partitions, PartitionLedger::malformed));
    }

    private static long sum(List<PartitionLedger> partitions, ToLongFunction<PartitionLedger> amount) {
        return partitions.stream().mapToLong(amount).sum();
    }

    private void writeColumn(JsonGenerator json, LedgerColumn column, Comparison.ColumnSums sums) throws IOException {
        List<Difference> differences = result.differences().stream()
                .filter(difference -> difference.column() == column)
                .toList();
        json.writeStartObject();
        json.writeStringField("table", column.table());
        json.writeStringField("column", column.columnName());
        json.writeBooleanField("balanced", differences.stream().noneMatch(Difference::isWrong));
        json.writeNumberField("applied", sums.applied());
        json.writeNumberField("stored", sums.stored());
        json.writeArrayFieldStart("differences");
        for (Difference difference : differences.stream().limit(MOST_LISTED).toList()) {
            json.writeStartObject();
            json.writeStringField(column.key() == LedgerColumn.Key.DAY ? "day" : "partition", difference.keyText());
            json.writeNumberField("applied", difference.applied());
            json.writeNumberField("stored", difference.stored());
            json.writeBooleanField("wrong", difference.isWrong());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
