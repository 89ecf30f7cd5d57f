package io.wilco.dispatcher.admin;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import io.wilco.dispatcher.admin.ChangeRequest.BadParameterException;
import io.wilco.dispatcher.core.SettingsChange;
import io.wilco.dispatcher.placement.Settings;
import io.wilco.dispatcher.policy.Policies;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** {@code GET /v1/settings}, and {@code POST /v1/settings?policy=NAME&rebalance-moves=N}. */
final class SettingsPage {
    static final String PATH = "/v1/settings";

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final String POLICY = "policy";
    private static final String MOVES = "rebalance-moves";

    private final Control control;

    SettingsPage(final Control control) {
        this.control = control;
    }

    /** Shows or changes them. */
    Answer answer(final HttpExchange exchange) throws TimeoutException, InterruptedException {
        final String method = exchange.getRequestMethod();
        if (method.equals("GET") || method.equals("HEAD")) {
            return Answer.json(json(control.settings(TIMEOUT)));
        }
        final Answer refusal = ChangeRequest.refusal(exchange, "and GET, which shows them");
        if (refusal != null) {
            return refusal;
        }
        try {
            return ChangeRequest.answer(control.set(change(exchange), TIMEOUT));
        } catch (final BadParameterException e) {
            return Answer.text(400, String.valueOf(e.getMessage()));
        }
    }

    private static SettingsChange change(final HttpExchange exchange) throws BadParameterException {
        final ChangeRequest request = ChangeRequest.of(exchange, List.of(POLICY, MOVES));
        final String policy = request.text(POLICY);
        final int moves = request.number(MOVES, 0, Settings.MOVES_CEILING, Settings.AS_BEFORE);
        if (policy == null && moves == Settings.AS_BEFORE) {
            throw new BadParameterException("say what to change: " + POLICY + "=NAME or " + MOVES + "=N");
        }
        if (policy != null && !Policies.NAMES.contains(policy)) {
            throw new BadParameterException(Policies.unknown(policy));
        }
        return new SettingsChange(policy == null ? "" : policy, moves);
    }

    private static JsonObject json(final Settings settings) {
        final JsonObject json = new JsonObject();
        json.addProperty("policy", settings.policy());
        json.addProperty("rebalance_moves", settings.movesMax());
        return json;
    }
}
