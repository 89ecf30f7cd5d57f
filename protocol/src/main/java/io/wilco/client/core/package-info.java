/** The client's engine, sans-IO: calls, their deadlines and outcomes, and the link to a dispatcher. */
@NullMarked
package io.wilco.client.core;

import org.jspecify.annotations.NullMarked;
