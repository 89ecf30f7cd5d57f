/**
 * The dispatcher's engine, sans-IO. The way of a request: {@link io.wilco.dispatcher.core.Intake} takes it into
 * {@link io.wilco.dispatcher.core.RequestTable} and its service's queue, {@link io.wilco.dispatcher.core.Scheduler}
 * assigns it to a worker, {@link io.wilco.dispatcher.core.Returns} brings the reply back to the client.
 */
@NullMarked
package io.wilco.dispatcher.core;

import org.jspecify.annotations.NullMarked;
