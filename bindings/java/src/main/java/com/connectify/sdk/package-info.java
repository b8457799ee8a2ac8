/** The Connectify Developer's Kit for Java: begin with {@link com.connectify.sdk.ConnectifySDK}. */
package com.connectify.sdk;
