/* What a disk holds after a power cut: nothing that was not flushed to it.
 *
 * Loaded before the C library of a process under test. Of each database file and its log it keeps a second file,
 * NAME.durable, that receives what was written only when the process flushes it (fsync, fdatasync). After the
 * process was killed, the second files are what a computer would find whose power failed at that moment.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum { FILES_MAX = 8, FDS_MAX = 1024 };

struct range { off_t from; size_t length; };

/* One file: which parts of it were written and not flushed, and how long it is. */
struct kept {
    char path[4096];
    struct range *dirty;
    size_t count, room;
    int cut;
    off_t length;
};

static struct kept files[FILES_MAX];
static int file_count;
static signed char file_of[FDS_MAX]; /* 0: none, else the number of the file from 1 */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

static int is_kept(const char *path) {
    size_t length = strlen(path);
    return length > 4 && (!strcmp(path + length - 3, ".db") || !strcmp(path + length - 4, "-wal"));
}

static void opened(int fd, const char *path) {
    if (fd < 0 || fd >= FDS_MAX || !is_kept(path)) return;
    pthread_mutex_lock(&lock);
    int at = 0;
    while (at < file_count && strcmp(files[at].path, path)) at++;
    if (at == file_count && file_count < FILES_MAX) {
        snprintf(files[at].path, sizeof files[at].path, "%s", path);
        file_count++;
    }
    file_of[fd] = at < file_count ? (signed char)(at + 1) : 0;
    pthread_mutex_unlock(&lock);
}

static struct kept *of(int fd) {
    return fd >= 0 && fd < FDS_MAX && file_of[fd] ? &files[file_of[fd] - 1] : NULL;
}

#define OPEN(name)                                                                      \
    int name(const char *path, int flags, ...) {                                        \
        int (*real)(const char *, int, ...) = next(#name);                              \
        mode_t mode = 0;                                                                \
        if (flags & O_CREAT) {                                                          \
            va_list rest;                                                               \
            va_start(rest, flags);                                                      \
            mode = va_arg(rest, mode_t);                                                \
            va_end(rest);                                                               \
        }                                                                               \
        int fd = real(path, flags, mode);                                               \
        opened(fd, path);                                                               \
        return fd;                                                                      \
    }
OPEN(open)
OPEN(open64)

int close(int fd) {
    int (*real)(int) = next("close");
    pthread_mutex_lock(&lock);
    if (fd >= 0 && fd < FDS_MAX) file_of[fd] = 0;
    pthread_mutex_unlock(&lock);
    return real(fd);
}

static void wrote(struct kept *file, off_t from, size_t length) {
    if (file->count == file->room) {
        file->room = file->room ? file->room * 2 : 256;
        file->dirty = realloc(file->dirty, file->room * sizeof *file->dirty);
        if (!file->dirty) abort();
    }
    file->dirty[file->count++] = (struct range){from, length};
}

#define WRITE(name, offset)                                                             \
    ssize_t name(int fd, const void *bytes, size_t length, offset from) {               \
        ssize_t (*real)(int, const void *, size_t, offset) = next(#name);               \
        struct kept *file = of(fd);                                                     \
        if (!file) return real(fd, bytes, length, from);                                \
        pthread_mutex_lock(&lock);                                                      \
        ssize_t written = real(fd, bytes, length, from);                                \
        if (written > 0) wrote(file, from, (size_t)written);                            \
        pthread_mutex_unlock(&lock);                                                    \
        return written;                                                                 \
    }
WRITE(pwrite, off_t)
WRITE(pwrite64, off64_t)

#define CUT(name, offset)                                                               \
    int name(int fd, offset length) {                                                   \
        int (*real)(int, offset) = next(#name);                                         \
        pthread_mutex_lock(&lock);                                                      \
        int result = real(fd, length);                                                  \
        struct kept *file = of(fd);                                                     \
        if (file && !result) file->cut = 1, file->length = length;                      \
        pthread_mutex_unlock(&lock);                                                    \
        return result;                                                                  \
    }
CUT(ftruncate, off_t)
CUT(ftruncate64, off64_t)

/* Brings the second file up to the first one. */
static void flush(struct kept *file) {
    int (*real_open)(const char *, int, ...) = next("open64");
    int (*real_close)(int) = next("close");
    ssize_t (*put)(int, const void *, size_t, off64_t) = next("pwrite64");
    int (*cut)(int, off64_t) = next("ftruncate64");
    char name[4200], buffer[1 << 16];
    snprintf(name, sizeof name, "%s.durable", file->path);
    int from = real_open(file->path, O_RDONLY), to = real_open(name, O_WRONLY | O_CREAT, 0600);
    if (from < 0 || to < 0) abort();
    if (file->cut && cut(to, file->length)) abort();
    for (size_t at = 0; at < file->count; at++) {
        struct range part = file->dirty[at];
        while (part.length > 0) {
            size_t want = part.length < sizeof buffer ? part.length : sizeof buffer;
            ssize_t got = pread64(from, buffer, want, part.from);
            if (got <= 0) break;
            if (put(to, buffer, (size_t)got, part.from) != got) abort();
            part.from += got;
            part.length -= (size_t)got;
        }
    }
    file->count = 0;
    file->cut = 0;
    real_close(from);
    real_close(to);
}

#define SYNC(name)                                                                      \
    int name(int fd) {                                                                  \
        struct kept *file = of(fd);                                                     \
        int (*real)(int) = next(#name);                                                 \
        if (!file) return real(fd);                                                     \
        pthread_mutex_lock(&lock);                                                      \
        flush(file);                                                                    \
        pthread_mutex_unlock(&lock);                                                    \
        return 0;                                                                       \
    }
SYNC(fsync)
SYNC(fdatasync)
