package io.wilco.dispatcher.admin;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.wilco.dispatcher.core.AdminState;
import io.wilco.dispatcher.core.OperatorResult;
import io.wilco.dispatcher.core.WorkerChange;
import io.wilco.wire.WorkerTraits;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/nodes/ID?weight=N&state=ready|drain|maint&force=true}. What a browser sends for a page of somebody
 * else's is refused: it is known by a header that such a page cannot set, and, should the page be of the same origin by
 * a trick with DNS, by one that browsers always set.
 */
final class WorkerChanges {
    private static final String NODE = "/v1/nodes/";
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Set<String> PARAMETERS = Set.of("weight", "state", "force");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private final WorkerControl control;
    private final Runnable onChange;

    /** @param onChange is told when what was seen before holds no longer */
    WorkerChanges(final WorkerControl control, final Runnable onChange) {
        this.control = control;
        this.onChange = onChange;
    }

    /** A parameter that makes no sense; the message says which. */
    private static final class BadParameterException extends Exception {
        private static final long serialVersionUID = 1L;

        BadParameterException(final String message) {
            super(message);
        }
    }

    /** The worker of which a path tells, or null if it tells of none. */
    static @Nullable String workerOf(final String rawPath) {
        final String name = rawPath.startsWith(NODE) ? rawPath.substring(NODE.length()) : "";
        return name.isEmpty() || name.indexOf('/') >= 0 ? null : decoded(name);
    }

    private static String decoded(final String text) {
        // A plus is a plus: blanks are only written so in forms.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Does what the request asks for. */
    Answer answer(final HttpExchange exchange, final String worker) throws TimeoutException, InterruptedException {
        final Headers headers = exchange.getRequestHeaders();
        if (!exchange.getRequestMethod().equals("POST")) {
            return Answer.onlyBy("POST", "only POST; 'GET /v1/nodes' shows all workers");
        }
        if (!"1".equals(headers.getFirst(AdminServer.CHANGE_HEADER)) || headers.containsKey("Origin")) {
            return Answer.text(
                    403,
                    "send the header '" + AdminServer.CHANGE_HEADER + ": 1', and no Origin: this is not for web pages");
        }
        if (hasBody(headers)) {
            return Answer.text(400, "send no body; what is wanted stands after the '?'");
        }
        final WorkerChange change;
        try {
            change = change(exchange.getRequestURI().getRawQuery());
        } catch (final BadParameterException e) {
            return Answer.text(400, String.valueOf(e.getMessage()));
        }
        return answer(control.change(worker, change, TIMEOUT));
    }

    private Answer answer(final OperatorResult result) {
        return switch (result.status()) {
            case DONE -> {
                onChange.run();
                final JsonObject ok = new JsonObject();
                ok.addProperty("ok", true);
                yield Answer.json(ok);
            }
            case UNKNOWN_WORKER -> Answer.text(404, result.text());
            case ELSEWHERE -> Answer.text(AdminServer.MISDIRECTED, result.text());
            case REFUSED -> Answer.text(409, result.text());
            case UNDECIDED -> Answer.text(504, result.text());
        };
    }

    private static boolean hasBody(final Headers headers) {
        final String length = headers.getFirst("Content-Length");
        return headers.containsKey("Transfer-Encoding")
                || (length != null && !length.strip().equals("0"));
    }

    private static WorkerChange change(final @Nullable String query) throws BadParameterException {
        final Map<String, String> parameters = parameters(query == null ? "" : query);
        final String weight = parameters.get("weight");
        final String state = parameters.get("state");
        final String force = parameters.getOrDefault("force", "false");
        if (weight == null && state == null) {
            throw new BadParameterException("say what to change: weight=N or state=" + states());
        }
        if (!force.equals("true") && !force.equals("false")) {
            throw new BadParameterException("force is true or false, not '" + force + "'");
        }
        return new WorkerChange(weightOf(weight), stateOf(state), force.equals("true"));
    }

    private static Map<String, String> parameters(final String query) throws BadParameterException {
        final Map<String, String> parameters = new HashMap<>();
        for (final String pair : query.split("&", -1)) {
            final int equals = pair.indexOf('=');
            final String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (!name.isEmpty() && !PARAMETERS.contains(name)) {
                throw new BadParameterException("there is no parameter '" + name + "'; there are weight, state, force");
            }
            if (!name.isEmpty()
                    && parameters.put(name, equals < 0 ? "" : decoded(pair.substring(equals + 1))) != null) {
                throw new BadParameterException("'" + name + "' is there twice");
            }
        }
        return parameters;
    }

    private static int weightOf(final @Nullable String text) throws BadParameterException {
        if (text == null) {
            return 0;
        }
        final int weight = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (weight < 1 || weight > WorkerTraits.WEIGHT_MAX) {
            throw new BadParameterException("weight is 1 to " + WorkerTraits.WEIGHT_MAX + ", not '" + text + "'");
        }
        return weight;
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
