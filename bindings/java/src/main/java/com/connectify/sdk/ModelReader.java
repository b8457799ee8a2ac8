package com.connectify.sdk;

import com.connectify.sdk.internal.Answer;
import com.connectify.sdk.internal.Utf8;

/** Makes a model of an answer. A class and not a function, since loading one takes less time than linking a lambda. */
abstract class ModelReader<T> {
  /** Reads the object that comes next. */
  abstract T read(JsonReader json, Response response);

  final T read(Answer answer) {
    Response response =
        new Response(
            answer.httpStatus, Utf8.decode(answer.requestId), Utf8.decode(answer.json), answer.attempts);
    try {
      return read(new JsonReader(answer.json), response);
    } catch (IllegalStateException
        | IllegalArgumentException
        | ArithmeticException
        | IndexOutOfBoundsException otherwise) {
      String message = "The service's answer cannot be read: " + otherwise.getMessage() + ".";
      throw new ResponseException(ErrorDetails.of("response", message, null, null));
    }
  }
}
