/* A disk that is full while a file says so: no data file of the server grows then.
 *
 * Loaded before the C library of a database server. What is in its files already can be written, as on a real
 * disk.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static int is_full(int fd, off_t end) {
    const char *mark = getenv("DISK_FULL");
    if (!mark || access(mark, F_OK)) return 0;
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    struct stat found;
    return strstr(path, "/data/base/") && !fstat(fd, &found) && end > found.st_size;
}

#define FULL return errno = ENOSPC, -1

ssize_t pwrite(int fd, const void *from, size_t count, off_t at) {
    ssize_t (*real)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, "pwrite");
    if (is_full(fd, at + (off_t)count)) FULL;
    return real(fd, from, count, at);
}

ssize_t pwrite64(int fd, const void *from, size_t count, off_t at) {
    ssize_t (*real)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, "pwrite64");
    if (is_full(fd, at + (off_t)count)) FULL;
    return real(fd, from, count, at);
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off_t at) {
    ssize_t (*real)(int, const struct iovec *, int, off_t) = dlsym(RTLD_NEXT, "pwritev64");
    off_t end = at;
    for (int part = 0; part < count; part++) end += (off_t)parts[part].iov_len;
    if (is_full(fd, end)) FULL;
    return real(fd, parts, count, at);
}
