"""Names that a file of Java or Kotlin can use without a library: of java.lang, and of packages opened whole.

Told apart so that `import com.google.cloud.storage.*` does not make a library's class of `List`. Source:
https://docs.oracle.com/en/java/javase/21/docs/api/java.base/module-summary.html
"""

from __future__ import annotations

_NAMES = {
    "java.lang": """AutoCloseable Boolean Byte CharSequence Character Class ClassLoader
        ClassNotFoundException Comparable Deprecated Double Enum Error Exception Float
        FunctionalInterface IllegalArgumentException IllegalStateException
        IndexOutOfBoundsException InheritableThreadLocal Integer InterruptedException
        Iterable Long Math NullPointerException Number NumberFormatException Object Override
        Process ProcessBuilder ReflectiveOperationException Runnable Runtime
        RuntimeException SafeVarargs SecurityException Short StackTraceElement StrictMath
        String StringBuffer StringBuilder SuppressWarnings System Thread ThreadLocal
        Throwable UnsupportedOperationException Void""",
    "java.util": """ArrayDeque ArrayList Arrays Base64 BitSet Calendar Collection Collections Comparator
        Date Deque EnumMap EnumSet HashMap HashSet Iterator LinkedHashMap LinkedHashSet
        LinkedList List ListIterator Locale Map NoSuchElementException Objects Optional
        OptionalInt OptionalLong PriorityQueue Properties Queue Random Scanner ServiceLoader
        Set SortedMap SortedSet Stack StringJoiner StringTokenizer TimeZone Timer TimerTask
        TreeMap TreeSet UUID Vector""",
    "java.util.concurrent": """Callable CompletableFuture ConcurrentHashMap ConcurrentLinkedQueue
        CountDownLatch
        ExecutionException Executor ExecutorService Executors Future
        ScheduledExecutorService Semaphore ThreadPoolExecutor TimeUnit TimeoutException""",
    "java.util.stream": "Collectors IntStream LongStream Stream StreamSupport",
    "java.util.function": "BiConsumer BiFunction Consumer Function Predicate Supplier UnaryOperator",
    "java.util.regex": "Matcher Pattern",
    "java.util.logging": "Level Logger",
    "java.io": """BufferedInputStream BufferedReader BufferedWriter ByteArrayInputStream
        ByteArrayOutputStream Closeable File FileInputStream FileNotFoundException
        FileOutputStream FileReader FileWriter IOException InputStream InputStreamReader
        OutputStream OutputStreamWriter PrintStream PrintWriter Reader Serializable
        StringReader StringWriter UncheckedIOException Writer""",
    "java.nio.file": "Files Path Paths StandardCopyOption StandardOpenOption",
    "java.nio.charset": "Charset StandardCharsets",
    "java.nio": "ByteBuffer CharBuffer",
    "java.net": "HttpURLConnection URI URISyntaxException URL URLConnection URLDecoder URLEncoder",
    "java.time": """Clock Duration Instant LocalDate LocalDateTime OffsetDateTime ZoneId ZoneOffset
        ZonedDateTime""",
    "java.math": "BigDecimal BigInteger",
    "kotlin": """Any Array BooleanArray ByteArray Char Int IntArray Lazy LongArray Nothing Pair Result Triple
        Unit JvmStatic JvmField Throws""",
}
# Name -> path.
JDK = {name: f"{package}.{name}" for package, names in _NAMES.items() for name in names.split()}
