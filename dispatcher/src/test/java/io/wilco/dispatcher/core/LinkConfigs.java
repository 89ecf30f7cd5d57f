package io.wilco.dispatcher.core;

import io.wilco.link.LinkConfig;

/** Settings of links for tests. */
final class LinkConfigs {
    private LinkConfigs() {}

    /** The default with one component changed. */
    static LinkConfig with(final String component, final Object value) {
        return Configs.with(LinkConfig.DEFAULT, component, value);
    }
}
