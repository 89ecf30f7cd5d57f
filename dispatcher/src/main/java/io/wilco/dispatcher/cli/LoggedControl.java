package io.wilco.dispatcher.cli;

import io.wilco.dispatcher.EventLog;
import io.wilco.dispatcher.admin.Control;
import io.wilco.dispatcher.core.OperatorResult;
import io.wilco.dispatcher.core.SettingsChange;
import io.wilco.dispatcher.core.WorkerChange;
import io.wilco.dispatcher.placement.Settings;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** What operators can change of a dispatcher, and a log that tells what they did. */
final class LoggedControl implements Control {
    private final Control dispatcher;
    private final EventLog log;

    LoggedControl(final Control dispatcher, final EventLog log) {
        this.dispatcher = dispatcher;
        this.log = log;
    }

    private OperatorResult logged(final OperatorResult result, final String text) {
        if (result.isDone()) {
            log.note(text);
        }
        return result;
    }

    @Override
    public OperatorResult change(final String worker, final WorkerChange change, final Duration timeout)
            throws TimeoutException, InterruptedException {
        return logged(
                dispatcher.change(worker, change, timeout),
                "worker " + worker + " set to"
                        + (change.weight() == 0 ? "" : " weight " + change.weight())
                        + (change.state() == null
                                ? ""
                                : " " + change.state().text() + (change.isForced() ? ", forced" : "")));
    }

    @Override
    public OperatorResult takeForDead(final String worker, final Duration timeout)
            throws TimeoutException, InterruptedException {
        return logged(
                dispatcher.takeForDead(worker, timeout),
                "worker " + worker + " taken for dead; its shards go to others");
    }

    @Override
    public OperatorResult set(final SettingsChange change, final Duration timeout)
            throws TimeoutException, InterruptedException {
        return logged(
                dispatcher.set(change, timeout),
                "set for all dispatchers:"
                        + (change.policy().isEmpty() ? "" : " policy " + change.policy())
                        + (change.movesMax() == Settings.AS_BEFORE ? "" : " rebalance-moves " + change.movesMax()));
    }

    @Override
    public Settings settings(final Duration timeout) throws TimeoutException, InterruptedException {
        return dispatcher.settings(timeout);
    }
}
