package com.connectify.sdk;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Servers that misbehave. */
final class Servers {
  private Servers() {}

  /** Accepts connections and never answers. */
  static ServerSocket silent() throws IOException {
    return new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
  }

  /** Holds a port where nobody listens. */
  static Socket closed() throws IOException {
    Socket holder = new Socket();
    holder.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
    return holder;
  }

  static String url(ServerSocket server) {
    return "https://127.0.0.1:" + server.getLocalPort() + "/v1";
  }

  static String url(Socket holder) {
    return "https://127.0.0.1:" + holder.getLocalPort() + "/v1";
  }
}
