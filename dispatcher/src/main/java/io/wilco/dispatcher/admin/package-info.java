/** What a dispatcher shows over HTTP: JSON for people and programs, metrics for Prometheus. */
@NullMarked
package io.wilco.dispatcher.admin;

import org.jspecify.annotations.NullMarked;
