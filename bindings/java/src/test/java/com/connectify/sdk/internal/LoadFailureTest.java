package com.connectify.sdk.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the loaders of systems that are not here say, and the cure. */
class LoadFailureTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Error loading shared library ld-linux-x86-64.so.2: No such file or directory (needed by /x.so) | musl",
        "Error relocating /x.so: __strdup_chk: symbol not found | musl",
        "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.36' not found (required by /x.so) | older",
        "libstdc++.so.6: version `GLIBCXX_3.4.32' not found | older",
        "/x.so: failed to map segment from shared object | noexec",
        "/x.so: wrong ELF class: ELFCLASS32 | processor",
        "/x.so: Can't load this .so (machine code=0xb7) on a AMD 64-bit platform | processor",
        "libcurl.so.4: cannot open shared object file: No such file or directory | apt-get install",
        "undefined symbol: cfy_queue_next, version CONNECTIFY_1.0 | LD_LIBRARY_PATH",
        "something new | built for this system"
      })
  void wordsOfTheLoaderLeadToTheirCure(String said, String cure) {
    String message = LoadFailure.refused(said).getMessage();
    assertTrue(message.contains(said), message);
    assertTrue(message.replace(said, "").contains(cure), message);
  }
}
