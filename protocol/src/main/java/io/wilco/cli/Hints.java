package io.wilco.cli;

/** Commands that a message tells the user to run. */
public final class Hints {
    private static final String SYNTHETIC = "synthetic";

    private Hints() {}

    /**
     * What starts a worker for a service that nobody offers.
     *
     * @param dispatchers as {@code --dispatcher} takes them
     * @param service which to offer
     * @return the whole command
     */
    public static String startWorker(final String dispatchers, final String service) {
        // Otherwise it would echo what asks for time to be taken.
        final String handler = service.equals(SYNTHETIC) ? " --handler " + SYNTHETIC : "";
        return "./wilco worker --dispatcher " + dispatchers + " --service " + service + handler;
    }
}
