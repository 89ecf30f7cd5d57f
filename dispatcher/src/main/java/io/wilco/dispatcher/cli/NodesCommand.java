package io.wilco.dispatcher.cli;

/** {@code wilco nodes}. */
final class NodesCommand {
    static final String ADMIN_DEFAULT = "127.0.0.1:7480";

    private NodesCommand() {}
}
