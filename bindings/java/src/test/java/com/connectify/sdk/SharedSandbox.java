package com.connectify.sdk;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests one sandbox for all of them, whose devices they leave as they are; started when first asked for. */
final class SharedSandbox implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Sandbox.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(SharedSandbox.class))
        .getOrComputeIfAbsent(
            Sandbox.class,
            key -> {
              try {
                return Sandbox.start();
              } catch (Exception failed) {
                throw new IllegalStateException(failed);
              }
            },
            Sandbox.class);
  }
}
