package io.wilco.dispatcher.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.wilco.cli.HostPort;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/**
 * Asks a dispatcher's administration. By the JDK's older HTTP client, which starts several times faster than the newer.
 */
final class AdminClient {
    private static final int CONNECT_MS_MAX = 2_000;
    private static final int READ_MS_MAX = 5_000;
    private static final int BYTES_MAX = 64 << 20;

    private static final String NODES = "/v1/nodes";
    private static final String STATUS = "/v1/status";

    private final HostPort address;

    AdminClient(final HostPort address) {
        this.address = address;
    }

    /** What the dispatcher says of itself and its workers. */
    NodesTable.Sample sample() throws IOException {
        final JsonObject status = json(STATUS);
        final JsonObject nodes = json(NODES);
        if (!(nodes.get("nodes") instanceof JsonArray list)) {
            throw new NotAnAdminException(NODES + " has no nodes");
        }
        for (final JsonElement node : list) {
            if (!node.isJsonObject() || !(node.getAsJsonObject().get("services") instanceof JsonArray)) {
                throw new NotAnAdminException(NODES + " has nodes of another kind");
            }
        }
        return new NodesTable.Sample(status, nodes);
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
        final HttpURLConnection connection = (HttpURLConnection) new URL("http://" + address + path).openConnection();
        connection.setConnectTimeout(CONNECT_MS_MAX);
        connection.setReadTimeout(READ_MS_MAX);
        connection.setUseCaches(false);
        final int status = connection.getResponseCode();
        if (status == HttpURLConnection.HTTP_UNAVAILABLE) {
            throw new SocketTimeoutException("unavailable");
        }
        if (status != HttpURLConnection.HTTP_OK) {
            throw new NotAnAdminException(path + " has status " + status);
        }
        try (InputStream body = connection.getInputStream()) {
            return new String(body.readNBytes(BYTES_MAX), StandardCharsets.UTF_8);
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
