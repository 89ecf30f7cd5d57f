package io.wilco.names;

import io.wilco.cli.HostPort;

/** Looks up its argument and writes the addresses; for {@link PlainJvmNamesIT}. */
final class ResolveMain {
    private ResolveMain() {}

    public static void main(final String[] args) throws NamesException {
        try (Names names = Names.of(DispatcherName.parseList(args[0]))) {
            System.out.println(HostPort.text(names.resolve()));
            for (final Thread thread : Thread.getAllStackTraces().keySet()) {
                if (thread.getName().contains("dnsjava")) {
                    System.out.println("a thread of dnsjava's: " + thread.getName());
                }
            }
        }
    }
}
