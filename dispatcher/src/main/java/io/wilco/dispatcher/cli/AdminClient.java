package io.wilco.dispatcher.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.wilco.cli.HostPort;
import io.wilco.cli.Suggestion;
import io.wilco.cli.UserError;
import io.wilco.dispatcher.admin.AdminServer;
import io.wilco.dispatcher.core.SettingsChange;
import io.wilco.dispatcher.core.WorkerChange;
import io.wilco.dispatcher.placement.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks a dispatcher's administration. By the JDK's older HTTP client, which starts several times faster than the newer.
 */
final class AdminClient {
    private static final int CONNECT_MS_MAX = 2_000;
    private static final int READ_MS_MAX = 5_000;
    private static final int BYTES_MAX = 64 << 20;

    private static final String NODES = "/v1/nodes";
    private static final String STATUS = "/v1/status";
    private static final String SHARDS = "/v1/shards";
    private static final String SETTINGS = "/v1/settings";

    /** With these the dispatcher says in words for people why it has not done something. */
    private static final Set<Integer> SAID =
            Set.of(HttpURLConnection.HTTP_GATEWAY_TIMEOUT, AdminServer.MISDIRECTED, AdminServer.LOCKED);

    private final HostPort address;

    AdminClient(final HostPort address) {
        this.address = address;
    }

    /**
     * Changes a worker.
     *
     * @throws UserError if the dispatcher does not do it
     */
    void change(final String id, final WorkerChange change) throws IOException {
        if (!post(NODES + "/" + encoded(id) + "?" + query(change))) {
            throw unknown(id);
        }
    }

    /**
     * Takes a worker for dead.
     *
     * @throws UserError if the dispatcher does not do it
     */
    void takeForDead(final String id) throws IOException {
        if (!post(NODES + "/" + encoded(id) + "?dead=true")) {
            throw new UserError("no worker named '" + id + "' is waited for: it has no shards, or they are others'");
        }
    }

    /**
     * Changes what all dispatchers do.
     *
     * @throws UserError if the dispatcher does not do it
     */
    void set(final SettingsChange change) throws IOException {
        final List<String> parameters = new ArrayList<>();
        if (!change.policy().isEmpty()) {
            parameters.add("policy=" + encoded(change.policy()));
        }
        if (change.movesMax() != Settings.AS_BEFORE) {
            parameters.add("rebalance-moves=" + change.movesMax());
        }
        if (!post(SETTINGS + "?" + String.join("&", parameters))) {
            throw new NotAnAdminException("it has no settings");
        }
    }

    /** What was set for all dispatchers. */
    JsonObject settings() throws IOException {
        final JsonObject settings = json(SETTINGS);
        if (!settings.has("policy") || !settings.has("rebalance_moves")) {
            throw new NotAnAdminException(SETTINGS + " has no settings");
        }
        return settings;
    }

    /** False if there is no such thing. */
    private boolean post(final String path) throws IOException {
        final HttpURLConnection connection = open(path);
        connection.setRequestMethod("POST");
        connection.setRequestProperty(AdminServer.CHANGE_HEADER, "1");
        final int status = statusOf(connection);
        if (status == HttpURLConnection.HTTP_NOT_FOUND) {
            return false;
        }
        if (status == HttpURLConnection.HTTP_CONFLICT) {
            throw new UserError(text(connection.getErrorStream()).strip() + " with --force", UserError.RUN_FAILED);
        }
        if (SAID.contains(status)) {
            throw new UserError(text(connection.getErrorStream()).strip(), UserError.RUN_FAILED);
        }
        if (status != HttpURLConnection.HTTP_OK) {
            throw new NotAnAdminException(path + " has status " + status);
        }
        return true;
    }

    /** Who owns which shard, as it comes. */
    String shards() throws IOException {
        return text(SHARDS);
    }

    /** Who owns which shard, by service. */
    JsonArray shardServices() throws IOException {
        if (!(json(SHARDS).get("services") instanceof JsonArray services)) {
            throw new NotAnAdminException(SHARDS + " has no services");
        }
        return services;
    }

    private static String encoded(final String text) {
        // As in a path, not as in a form.
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String query(final WorkerChange change) {
        final List<String> parameters = new ArrayList<>();
        if (change.weight() != 0) {
            parameters.add("weight=" + change.weight());
        }
        if (change.state() != null) {
            parameters.add("state=" + change.state().text());
        }
        if (change.isForced()) {
            parameters.add("force=true");
        }
        return String.join("&", parameters);
    }

    private UserError unknown(final String id) throws IOException {
        final List<String> names = new ArrayList<>();
        list().forEach(node -> names.add(node.getAsJsonObject().get("id").getAsString()));
        if (names.contains(id)) {
            throw new NotAnAdminException("it cannot change workers");
        }
        final String mend = Suggestion.closest(id, names)
                .map(name -> "did you mean '" + name + "'?")
                .orElseGet(() -> names.isEmpty() ? "there are none yet" : "'wilco nodes' shows those there are");
        return new UserError("no worker is named '" + id + "'; " + mend);
    }

    /** What the dispatcher says of one worker that it knew just now. */
    WorkerLine worker(final String id) throws IOException {
        for (final JsonElement element : list()) {
            final JsonObject node = element.getAsJsonObject();
            if (id.equals(node.get("id").getAsString())) {
                return WorkerLine.of(node);
            }
        }
        throw new IOException("it no longer knows worker '" + id + "' (restarted?)");
    }

    /** What the dispatcher says of itself and its workers. */
    NodesTable.Sample sample() throws IOException {
        final JsonObject status = json(STATUS);
        final JsonObject nodes = json(NODES);
        checkList(nodes);
        return new NodesTable.Sample(status, nodes);
    }

    private JsonArray list() throws IOException {
        return checkList(json(NODES));
    }

    private static JsonArray checkList(final JsonObject nodes) throws IOException {
        if (!(nodes.get("nodes") instanceof JsonArray list)) {
            throw new NotAnAdminException(NODES + " has no nodes");
        }
        for (final JsonElement node : list) {
            if (!node.isJsonObject() || !(node.getAsJsonObject().get("services") instanceof JsonArray)) {
                throw new NotAnAdminException(NODES + " has nodes of another kind");
            }
        }
        return list;
    }

    /** The workers, as they come. */
    String nodes() throws IOException {
        return text(NODES);
    }

    private JsonObject json(final String path) throws IOException {
        try {
            return JsonParser.parseString(text(path)).getAsJsonObject();
        } catch (final JsonParseException | IllegalStateException e) {
            throw new NotAnAdminException(path + " is no JSON object");
        }
    }

    private String text(final String path) throws IOException {
        final HttpURLConnection connection = open(path);
        final int status = statusOf(connection);
        if (status != HttpURLConnection.HTTP_OK) {
            throw new NotAnAdminException(path + " has status " + status);
        }
        return text(connection.getInputStream());
    }

    private HttpURLConnection open(final String path) throws IOException {
        final HttpURLConnection connection = (HttpURLConnection) new URL("http://" + address + path).openConnection();
        connection.setConnectTimeout(CONNECT_MS_MAX);
        connection.setReadTimeout(READ_MS_MAX);
        connection.setUseCaches(false);
        return connection;
    }

    private static int statusOf(final HttpURLConnection connection) throws IOException {
        final int status = connection.getResponseCode();
        if (status == HttpURLConnection.HTTP_UNAVAILABLE) {
            throw new SocketTimeoutException("unavailable");
        }
        return status;
    }

    /** @param stream null if there is no body */
    private static String text(final @Nullable InputStream stream) throws IOException {
        if (stream == null) {
            return "";
        }
        try (stream) {
            return new String(stream.readNBytes(BYTES_MAX), StandardCharsets.UTF_8);
        }
    }

    /** In one line, with the mend. */
    String explain(final IOException e) {
        if (e instanceof ConnectException) {
            return "nothing listens on TCP " + address + "; start './wilco dispatcher', or give its --admin address";
        }
        if (e instanceof SocketTimeoutException) {
            return "the dispatcher at " + address + " does not answer in time; try again";
        }
        if (e instanceof UnknownHostException || e instanceof NoRouteToHostException) {
            return "cannot reach " + address + "; check the name or address";
        }
        if (e instanceof NotAnAdminException) {
            return "what listens on " + address + " is no dispatcher of this version (" + e.getMessage()
                    + "); give the --admin address that the dispatcher printed";
        }
        return "cannot ask " + address + ": " + e.getMessage();
    }

    /** Something else listens there. */
    private static final class NotAnAdminException extends IOException {
        private static final long serialVersionUID = 1L;

        NotAnAdminException(final String message) {
            super(message);
        }
    }
}
