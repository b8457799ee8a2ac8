package com.connectify.sdk;

import java.util.List;

/** Makes a page of an answer, and knows what is on it. */
abstract class PageReader<T, P> extends ModelReader<P> {
  abstract List<T> items(P page);
}
