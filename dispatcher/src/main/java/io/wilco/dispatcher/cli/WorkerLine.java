package io.wilco.dispatcher.cli;

import com.google.gson.JsonObject;

/** What a dispatcher says of one worker, as {@link AdminClient#node} has it. */
record WorkerLine(String id, String state, String wanted, int weight, long outstanding) {
    static WorkerLine of(final JsonObject node) {
        return new WorkerLine(
                node.get("id").getAsString(),
                node.get("state").getAsString(),
                node.get("wanted").getAsString(),
                node.get("weight").getAsInt(),
                node.get("outstanding").getAsLong());
    }

    /** Whether an operator wants it to get requests. */
    boolean isWantedReady() {
        return wanted.equals("ready");
    }

    /** For people, on one line. */
    String text() {
        // A worker that is silent or gone shows that, and not what awaits it.
        final boolean isHidden = !isWantedReady() && (state.equals("down") || state.equals("suspect"));
        return "worker " + id + ": " + state + (isHidden ? " (" + wanted + " when it is back)" : "") + ", weight "
                + weight + ", " + outstanding + " outstanding";
    }
}
