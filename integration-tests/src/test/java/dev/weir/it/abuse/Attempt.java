package dev.weir.it.abuse;

/**
 * One sending of a batch, as the good client saw it.
 *
 * @param batch which batch, from 0
 * @param number 1 where it was sent by the schedule; more where it was sent again
 * @param dueMicros when it was to be sent, in microseconds since 1970: all waiting counts from here
 * @param doneMicros when its answer was there, or when there was no more hope for one
 * @param status 0 without an answer
 * @param mayRetry whether the answer says when to send it again (Retry-After)
 */
record Attempt(int batch, int number, long dueMicros, long doneMicros, int status, boolean mayRetry) {
    static final int NO_ANSWER = 0;

    long tookMicros() {
        return doneMicros - dueMicros;
    }

    boolean isFirst() {
        return number == 1;
    }

    boolean isAcknowledged() {
        return status == 200;
    }

    /** The line that {@link #parse} reads. */
    String line() {
        return batch + " " + number + " " + dueMicros + " " + doneMicros + " " + status + " " + mayRetry;
    }

    static Attempt parse(String line) {
        String[] words = line.split(" ", -1);
        return new Attempt(
                Integer.parseInt(words[0]),
                Integer.parseInt(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Integer.parseInt(words[4]),
                Boolean.parseBoolean(words[5]));
    }
}
