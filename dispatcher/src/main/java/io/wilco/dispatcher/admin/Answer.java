package io.wilco.dispatcher.admin;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;

/**
 * What an HTTP request gets.
 *
 * @param allow methods, for a status that says which there are; else empty
 */
record Answer(int status, String type, String body, String allow) {
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    Answer(final int status, final String type, final String body) {
        this(status, type, body, "");
    }

    /** One line. */
    static Answer text(final int status, final String text) {
        return new Answer(status, TEXT, text + "\n");
    }

    static Answer json(final JsonObject object) {
        return new Answer(200, JSON, GSON.toJson(object) + "\n");
    }

    /** That it is not the method for this path. */
    static Answer onlyBy(final String methods, final String text) {
        return new Answer(405, TEXT, text + "\n", methods);
    }
}
