package io.wilco.dispatcher.admin;

import com.sun.net.httpserver.HttpExchange;
import io.wilco.dispatcher.admin.ChangeRequest.BadParameterException;
import io.wilco.dispatcher.core.AdminState;
import io.wilco.dispatcher.core.OperatorResult;
import io.wilco.dispatcher.core.WorkerChange;
import io.wilco.wire.WorkerTraits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/nodes/ID?weight=N&state=ready|drain|maint&force=true}, or {@code ?dead=true}. */
final class WorkerChanges {
    private static final String NODE = "/v1/nodes/";
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final List<String> PARAMETERS = List.of("weight", "state", "force", "dead");

    private final Control control;
    private final Runnable onChange;

    /** @param onChange is told when what was seen before holds no longer */
    WorkerChanges(final Control control, final Runnable onChange) {
        this.control = control;
        this.onChange = onChange;
    }

    /** The worker of which a path tells, or null if it tells of none. */
    static @Nullable String workerOf(final String rawPath) {
        final String name = rawPath.startsWith(NODE) ? rawPath.substring(NODE.length()) : "";
        return name.isEmpty() || name.indexOf('/') >= 0 ? null : ChangeRequest.decoded(name);
    }

    /** Does what the request asks for. */
    Answer answer(final HttpExchange exchange, final String worker) throws TimeoutException, InterruptedException {
        final Answer refusal = ChangeRequest.refusal(exchange, "'GET /v1/nodes' shows all workers");
        if (refusal != null) {
            return refusal;
        }
        final OperatorResult result;
        try {
            final ChangeRequest request = ChangeRequest.of(exchange, PARAMETERS);
            result = request.flag("dead")
                    ? control.takeForDead(worker, TIMEOUT)
                    : control.change(worker, change(request), TIMEOUT);
        } catch (final BadParameterException e) {
            return Answer.text(400, String.valueOf(e.getMessage()));
        }
        if (result.isDone()) {
            onChange.run();
        }
        return ChangeRequest.answer(result);
    }

    private static WorkerChange change(final ChangeRequest request) throws BadParameterException {
        final int weight = request.number("weight", 1, WorkerTraits.WEIGHT_MAX, 0);
        final String state = request.text("state");
        if (weight == 0 && state == null) {
            throw new BadParameterException("say what to change: weight=N or state=" + states());
        }
        return new WorkerChange(weight, stateOf(state), request.flag("force"));
    }

    private static @Nullable AdminState stateOf(final @Nullable String text) throws BadParameterException {
        if (text == null) {
            return null;
        }
        return AdminState.ofText(text)
                .orElseThrow(() -> new BadParameterException("state is " + states() + ", not '" + text + "'"));
    }

    private static String states() {
        return String.join("|", AdminState.NAMES);
    }
}
