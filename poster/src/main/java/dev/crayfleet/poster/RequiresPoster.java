package dev.crayfleet.poster;

import dev.crayfleet.stage.Stage;
import io.micronaut.context.annotation.Requires;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A bean of the poster: not made in contexts of other stages that share the class path. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Requires(property = Stage.PROPERTY, value = PosterApp.NAME)
public @interface RequiresPoster {}
