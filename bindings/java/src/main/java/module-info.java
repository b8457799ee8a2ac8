/** The Connectify Developer's Kit for Java. */
module com.connectify.sdk {
  exports com.connectify.sdk;
}
