/** The worker, to be embedded in a backend service: {@link io.wilco.worker.Worker}. */
@NullMarked
package io.wilco.worker;

import org.jspecify.annotations.NullMarked;
