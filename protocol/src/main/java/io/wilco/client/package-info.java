/** The client: {@link io.wilco.client.Client} calls services through a dispatcher. */
@NullMarked
package io.wilco.client;

import org.jspecify.annotations.NullMarked;
