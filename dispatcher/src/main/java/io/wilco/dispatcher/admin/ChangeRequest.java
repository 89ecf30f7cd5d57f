package io.wilco.dispatcher.admin;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.wilco.dispatcher.core.OperatorResult;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A POST that changes something: what is wanted stands after the '?'. What a browser sends for a page of somebody
 * else's is refused: it is known by a header that such a page cannot set, and, should the page be of the same origin by
 * a trick with DNS, by one that browsers always set.
 */
final class ChangeRequest {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private final Map<String, String> parameters;

    private ChangeRequest(final Map<String, String> parameters) {
        this.parameters = parameters;
    }

    /** A parameter that makes no sense; the message says which. */
    static final class BadParameterException extends Exception {
        private static final long serialVersionUID = 1L;

        BadParameterException(final String message) {
            super(message);
        }
    }

    /**
     * What to say to one that is none.
     *
     * @param otherwise what 'GET' would show, and where
     */
    static @Nullable Answer refusal(final HttpExchange exchange, final String otherwise) {
        final Headers headers = exchange.getRequestHeaders();
        if (!exchange.getRequestMethod().equals("POST")) {
            return Answer.onlyBy("POST", "only POST; " + otherwise);
        }
        if (!"1".equals(headers.getFirst(AdminServer.CHANGE_HEADER)) || headers.containsKey("Origin")) {
            return Answer.text(
                    403,
                    "send the header '" + AdminServer.CHANGE_HEADER + ": 1', and no Origin: this is not for web pages");
        }
        return hasBody(headers) ? Answer.text(400, "send no body; what is wanted stands after the '?'") : null;
    }

    private static boolean hasBody(final Headers headers) {
        final String length = headers.getFirst("Content-Length");
        return headers.containsKey("Transfer-Encoding")
                || (length != null && !length.strip().equals("0"));
    }

    /**
     * Reads what stands after the '?'.
     *
     * @param names of the parameters that there are
     */
    static ChangeRequest of(final HttpExchange exchange, final List<String> names) throws BadParameterException {
        final String query = exchange.getRequestURI().getRawQuery();
        final Map<String, String> parameters = new HashMap<>();
        for (final String pair : (query == null ? "" : query).split("&", -1)) {
            final int equals = pair.indexOf('=');
            final String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (!name.isEmpty() && !names.contains(name)) {
                throw new BadParameterException(
                        "there is no parameter '" + name + "'; there are " + String.join(", ", names));
            }
            if (!name.isEmpty()
                    && parameters.put(name, equals < 0 ? "" : decoded(pair.substring(equals + 1))) != null) {
                throw new BadParameterException("'" + name + "' is there twice");
            }
        }
        return new ChangeRequest(parameters);
    }

    static String decoded(final String text) {
        // A plus is a plus: blanks are only written so in forms.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Null if it is not there. */
    @Nullable
    String text(final String name) {
        return parameters.get(name);
    }

    /** False if it is not there. */
    boolean flag(final String name) throws BadParameterException {
        final String value = parameters.getOrDefault(name, "false");
        if (!value.equals("true") && !value.equals("false")) {
            throw new BadParameterException(name + " is true or false, not '" + value + "'");
        }
        return value.equals("true");
    }

    /** A number within these bounds, or {@code none} if it is not there. */
    int number(final String name, final int least, final int most, final int none) throws BadParameterException {
        final String text = parameters.get(name);
        if (text == null) {
            return none;
        }
        final int number = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : -1;
        if (number < least || number > most) {
            throw new BadParameterException(name + " is " + least + " to " + most + ", not '" + text + "'");
        }
        return number;
    }

    /** What to say of how it went. */
    static Answer answer(final OperatorResult result) {
        return switch (result.status()) {
            case DONE -> {
                final JsonObject ok = new JsonObject();
                ok.addProperty("ok", true);
                yield Answer.json(ok);
            }
            case UNKNOWN_WORKER -> Answer.text(404, result.text());
            case ELSEWHERE -> Answer.text(AdminServer.MISDIRECTED, result.text());
            case REFUSED -> Answer.text(409, result.text());
            case IN_USE -> Answer.text(AdminServer.LOCKED, result.text());
            case UNDECIDED -> Answer.text(504, result.text());
        };
    }
}
