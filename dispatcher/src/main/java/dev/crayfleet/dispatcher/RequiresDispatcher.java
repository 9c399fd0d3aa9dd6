package dev.crayfleet.dispatcher;

import dev.crayfleet.stage.Stage;
import io.micronaut.context.annotation.Requires;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A bean of the dispatcher: not made in contexts of other stages that share the class path. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Requires(property = Stage.PROPERTY, value = DispatcherApp.NAME)
public @interface RequiresDispatcher {}
