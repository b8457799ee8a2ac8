/** The Connectify Developer's Kit for Java. */
module com.connectify.sdk {
  requires static transitive java.logging; // for RedactingHandler alone

  exports com.connectify.sdk;
}
