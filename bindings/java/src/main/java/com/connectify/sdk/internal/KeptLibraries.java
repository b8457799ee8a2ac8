package com.connectify.sdk.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/**
 * A folder that keeps the native libraries taken out of the jar, for this process and later ones.
 *
 * <p>What is found there is loaded without hashing it again, which would cost more than everything else. It is safe
 * because nobody but this user (and root) can have put it there: the folder and the files belong to the user, nobody
 * else may write to them, and no symbolic link is followed. Whoever can write as this user needs no library to run
 * code. A file appears under its name whole or not at all, by a rename; its size is looked at, for disks that were full
 * and machines that fell over. Other contents go by another key, into another folder.
 */
final class KeptLibraries {
  private static final Set<PosixFilePermission> OTHERS_MAY_WRITE =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private final Path folder;
  private final boolean posix;
  private final UserPrincipal user;

  private KeptLibraries(Path folder, boolean posix, UserPrincipal user) {
    this.folder = folder;
    this.posix = posix;
    this.user = user;
  }

  /**
   * Makes sure that a folder holds the libraries.
   *
   * @param parent where folders are kept, each named by its key; made if it is not there
   * @return the path of the library to load
   * @throws IOException if they cannot be kept there: the file system is read-only or full, or the place is not safe
   */
  static Path in(Path parent, BundledLibraries bundled) throws IOException {
    Path folder = parent.resolve(bundled.key);
    boolean posix = Files.getFileAttributeView(parent, PosixFileAttributeView.class) != null;
    KeptLibraries kept = new KeptLibraries(folder, posix, posix ? currentUser() : null);
    kept.requireFolder();
    for (BundledLibraries.Library library : bundled.libraries) {
      if (!kept.holds(library)) {
        kept.takeOut(bundled, library);
      }
    }
    return folder.resolve(bundled.entry().name);
  }

  private void requireFolder() throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, ownerOnly("rwx------"));
    }
    BasicFileAttributes found = attributes(folder);
    if (!found.isDirectory() || !isPrivate(found)) {
      throw new FileSystemException(
          folder.toString(), null, "is not a folder that belongs to this user and that nobody else may write to");
    }
  }

  private boolean holds(BundledLibraries.Library library) throws IOException {
    try {
      BasicFileAttributes found = attributes(folder.resolve(library.name));
      return found.isRegularFile() && isPrivate(found) && found.size() == library.size;
    } catch (NoSuchFileException none) {
      return false;
    }
  }

  private void takeOut(BundledLibraries bundled, BundledLibraries.Library library) throws IOException {
    Path unfinished = Files.createTempFile(folder, library.name, ".part", ownerOnly("rw-------"));
    try {
      try (InputStream content = bundled.open(library);
          FileChannel file = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(content.readAllBytes());
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
        file.force(true); // before the name appears
      }
      Files.move(unfinished, folder.resolve(library.name), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private boolean isPrivate(BasicFileAttributes found) {
    if (!posix) {
      return true; // Windows: the profile of a user is the user's alone
    }
    PosixFileAttributes attributes = (PosixFileAttributes) found;
    Set<PosixFilePermission> permissions = attributes.permissions();
    for (PosixFilePermission permission : OTHERS_MAY_WRITE) {
      if (permissions.contains(permission)) {
        return false;
      }
    }
    return attributes.owner().equals(user);
  }

  private BasicFileAttributes attributes(Path path) throws IOException {
    Class<? extends BasicFileAttributes> kind = posix ? PosixFileAttributes.class : BasicFileAttributes.class;
    return Files.readAttributes(path, kind, LinkOption.NOFOLLOW_LINKS);
  }

  private FileAttribute<?>[] ownerOnly(String permissions) {
    return posix
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))}
        : new FileAttribute<?>[0];
  }

  private static UserPrincipal currentUser() throws IOException {
    Path process = Path.of("/proc/self");
    return Files.getOwner(Files.exists(process) ? process : Path.of(System.getProperty("user.home")));
  }
}
