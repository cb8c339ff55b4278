"""Names without titles, roles as printed, short forms joined, initials left out."""

from __future__ import annotations

import pytest

from newscrawl.annotate.document import read_document
from newscrawl.annotate.people import People

CASES = {
    "role before": (
        "Bupati Garut Rudi Hartanto mengatakan jalan itu selesai bulan depan.",
        [("Rudi Hartanto", "Bupati Garut")],
    ),
    "title cut, degree cut": (
        "Sekretaris Daerah Kabupaten Blora Drs. H. Agus Pranoto, M.Si. menutup acara itu, kata panitia.",
        [("Agus Pranoto", "Sekretaris Daerah Kabupaten Blora")],
    ),
    "rank between role and name": (
        "Kasat Reskrim Polres Ngawi AKP Bambang Wiryawan membenarkan laporan itu.",
        [("Bambang Wiryawan", "Kasat Reskrim Polres Ngawi")],
    ),
    "role behind": (
        "Sementara itu Siti Marlina, Kepala Puskesmas Karangtengah, meminta warga tenang.",
        [("Siti Marlina", "Kepala Puskesmas Karangtengah")],
    ),
    "short form": (
        "Ketua DPRD Kudus Hendra Wijaksono mendukung rencana itu. “Kami siap,” kata Hendra, Senin.",
        [("Hendra Wijaksono", "Ketua DPRD Kudus")],
    ),
    "single name between commas": (
        "Kepala Dinas Kesehatan Kota Magelang, Sulistiani, menyampaikan hasil uji, Selasa.",
        [("Sulistiani", "Kepala Dinas Kesehatan Kota Magelang")],
    ),
    "suspects by initials": ("Polisi menangkap RS (23) dan AF di rumah mereka, Rabu malam.", []),
    "street and university": (
        "Pohon tumbang di Jalan Ahmad Yani dekat Universitas Ibnu Khaldun, kemarin.",
        [],
    ),
    "Balinese name": (
        "Kapolres Badung AKBP I Made Suryawan mengatakan kasus itu selesai.",
        [("I Made Suryawan", "Kapolres Badung")],
    ),
    "title with a dot behind a comma": (
        "Direktur Utama Nusa Terbang, Capt. Arga Wibisana menambahkan, penerbangan normal.",
        [("Arga Wibisana", "Direktur Utama Nusa Terbang")],
    ),
    "form of address that is a name as well": (
        "Ketua Yayasan Harapan KH Makmun Fadlan hadir. Warga menyambut Gus Makmun dengan gembira.",
        [("Makmun Fadlan", "Ketua Yayasan Harapan")],
    ),
    "age in brackets": (
        "Umbu Landu Praing (54), warga Desa Kambata, berjalan jauh. Hujan turun.",
        [("Umbu Landu Praing", "warga Desa Kambata")],
    ),
    "Balinese name that opens a sentence": (
        "Ni Luh Putu Sukmadewi, pemandu wisata, menyambut tamu.",
        [("Ni Luh Putu Sukmadewi", "pemandu wisata")],
    ),
    "role in lower case, verb before": (
        "“Harga naik,” kata ketua kelompok, Sodikin.",
        [("Sodikin", "ketua kelompok")],
    ),
    "rank of a new office": (
        "Turut hadir Kasatgas Pangan Polri Irjen Nurdin Sasmita dan Kabag Logistik Kompol Warno Hidayat.",
        [("Nurdin Sasmita", "Kasatgas Pangan Polri"), ("Warno Hidayat", "Kabag Logistik")],
    ),
    "name that opens with Al": (
        "Gubernur Jambi Al Fatah menyoroti kasus itu. Al Fatah menegaskan hal tersebut. Fatah lalu pergi.",
        [("Al Fatah", "Gubernur Jambi")],
    ),
    "place with a direction before the name": (
        "Hal itu disampaikan Kepala SPPG Karanglo Wetan Ahmad Muslih Abidin kepada wartawan.",
        [("Ahmad Muslih Abidin", "Kepala SPPG Karanglo Wetan")],
    ),
    "name right behind a place": (
        "Angka itu, menurut Wakil Ketua DPRD Bandung Barat Dadang Supriyatna, belum final. Dadang meminta data.",
        [("Dadang Supriyatna", "Wakil Ketua DPRD Bandung Barat")],
    ),
    "name behind a place, a word of which texts print in lower case": (
        "“Kami siaga,” kata juru bicara Gubernur Maluku Kasman Selang, Selasa.",
        [("Kasman Selang", "juru bicara Gubernur Maluku")],
    ),
    "acting": (
        "Pelaksana Tugas (Plt) Kepala Dinas Sosial Blora, Nursyam Rahman, mengatakan hal itu.",
        [("Nursyam Rahman", "Pelaksana Tugas (Plt) Kepala Dinas Sosial Blora")],
    ),
    "half of a pair of brackets": (
        "Tampak hadir (atas nama bupati) Kepala Dinas Sosial Blora Nursyam Rahman.",
        [("Nursyam Rahman", "Kepala Dinas Sosial Blora")],
    ),
    "form of address behind the comma": (
        "“Sudah sembuh,” ungkap Kepala Dinas Kesehatan Kudus, dokter Anggun Budiarti kepada wartawan.",
        [("Anggun Budiarti", "Kepala Dinas Kesehatan Kudus")],
    ),
    "form of address that is all the role": (
        "“Sudah sembuh,” ungkap dia, dokter Anggun Budiarti, kemarin.",
        [("Anggun Budiarti", "dokter")],
    ),
    "named": (
        "Karyawan dapur bernama Muhajir Anshori (24) dirawat di puskesmas.",
        [("Muhajir Anshori", "Karyawan dapur")],
    ),
    "occupation in words that no list knows": (
        "Yohanes Wainarisa, seorang peternak ayam petelur, mengeluhkan harga pakan.",
        [("Yohanes Wainarisa", "peternak ayam petelur")],
    ),
    "list with a comma before its last part": (
        "Ia bertemu Kepala Balai Karantina Hewan, Ikan, dan Tumbuhan, Wili Indrawan, kemarin.",
        [("Wili Indrawan", "Kepala Balai Karantina Hewan, Ikan, dan Tumbuhan")],
    ),
    "district behind a comma": (
        "“Sudah dibagikan,” ucap Kepala SPPG Labuan Kanaga, Kecamatan Tambora, Ade Elsa Ramdani kepada wartawan.",
        [("Ade Elsa Ramdani", "Kepala SPPG Labuan Kanaga, Kecamatan Tambora")],
    ),
    "as, behind a comma": (
        "“Perlu dirujuk,” jelas Supriyanto, selaku Koordinator Dewan Kota Harapan.",
        [("Supriyanto", "Koordinator Dewan Kota Harapan")],
    ),
    "title of Lombok": (
        "Bupati Lombok Barat, Lalu Ahmad Zainuddin, meminta semua bersiap. Lalu Ahmad pulang.",
        [("Lalu Ahmad Zainuddin", "Bupati Lombok Barat")],
    ),
    "wife with her husband's name": (
        "Kapolres Kudus AKBP Riko Yumansari datang. Ia didampingi Ketua Bhayangkari Ny. Cinta Riko, kemarin.",
        [("Riko Yumansari", "Kapolres Kudus"), ("Cinta Riko", "Ketua Bhayangkari")],
    ),
    "who wrote it": (
        "Ahmad Wiki, Sari Dewi - kabarBali Menteri Pangan Zulkarnaen Hasibuan tiba di Jombang.",
        [("Zulkarnaen Hasibuan", "Menteri Pangan")],
    ),
    "pupils of a school with a person's name": (
        "Ratusan santri Pondok Pesantren Nurul Amin keracunan. Para santri Nurul Amin mengalami mual.",
        [],
    ),
    "address of many": ("Program itu melayani kelompok (Balita, Ibu Hamil dan Ibu Menyusui) saja.", []),
    "sun": ("Warga memasang Pembangkit Listrik Tenaga Surya (PLTS) di desa.", []),
    "occupation right before the name": (
        "Pedagang ikan dan sayur, Ida, menyampaikan bahwa harga naik.",
        [("Ida", "Pedagang ikan dan sayur")],
    ),
    "occupation that no list knows, named": (
        "Seorang pemasok bernama Mardi mengungkapkan bahwa ia menjual semangka.",
        [("Mardi", "pemasok")],
    ),
    "role behind a comma that a verb ends": (
        "“Ekspornya tinggi,” kata Teuku Rifki Hasyim, Menteri Ekonomi Kreatif dikutip Antara.",
        [("Teuku Rifki Hasyim", "Menteri Ekonomi Kreatif")],
    ),
    "place between office and name": (
        "“Sudah ditangani,” kata Kadis Kesehatan Toba Fredi Sewentri Sibarani, Rabu.",
        [("Fredi Sewentri Sibarani", "Kadis Kesehatan Toba")],
    ),
    "name like a place": (
        "“Kami siap,” kata Wamendagri Bima Arya Sugiarto.",
        [("Bima Arya Sugiarto", "Wamendagri")],
    ),
    "first name that the place swallowed": (
        "“Sudah diambil,” ungkap Kepala Dinas Kesehatan (Dinkes) Kota Bogor Sri Nowo Retno, Jumat. Retno menuturkan hal itu.",
        [("Sri Nowo Retno", "Kepala Dinas Kesehatan (Dinkes) Kota Bogor")],
    ),
    "word of the office before a name": (
        "Menteri Koordinator Bidang Infrastruktur dan Pembangunan Kewilayahan Agus Hartono Yudhoyono buka suara.",
        [
            (
                "Agus Hartono Yudhoyono",
                "Menteri Koordinator Bidang Infrastruktur dan Pembangunan Kewilayahan",
            )
        ],
    ),
    "firm that an analyst works at": (
        "Priyanka Sudewa, analis pasar senior di Philip Nova mengatakan bahwa minyak naik.",
        [("Priyanka Sudewa", "analis pasar senior di Philip Nova")],
    ),
    "institute with a plus": (
        "“Semua satu,” kata Ketua IM57+ Institute, Laksa Anindita, saat dihubungi.",
        [("Laksa Anindita", "Ketua IM57+ Institute")],
    ),
    "deputy of a task force": (
        "Hal ini diungkapkan Wakasatgas MBG Polri Irjen Nurwana Danang seusai kunjungan.",
        [("Nurwana Danang", "Wakasatgas MBG Polri")],
    ),
    "English office": (
        "Corporate Secretary Bank Mega Syariah, Hani Dewita, mengatakan bunga turun.",
        [("Hani Dewita", "Corporate Secretary Bank Mega Syariah")],
    ),
    "what a ministry is called": (
        "Kementerian Komunikasi dan Digital (Komdigi) membuka kelas. Komdigi memastikan setiap program berjalan.",
        [],
    ),
    "army and police": ("Kolaborasi antara pemerintah daerah, TNI dan Polri.", []),
    "hospital with a doctor's name": ("Seorang siswa dirujuk ke RSUD dr Suroto Ngawi.", []),
    "wife of": (
        "Istri Hendra Wijaksono, Lina Kartika, menyambut tamu.",
        [("Lina Kartika", "Istri Hendra Wijaksono")],
    ),
    "behind a ministry": (
        "Direktur Jenderal Anggaran Kementerian Keuangan Bimo Wiratmoko menargetkan hal itu. “Bisa,” kata Bimo.",
        [("Bimo Wiratmoko", "Direktur Jenderal Anggaran Kementerian Keuangan")],
    ),
    "behind an office that ends in a common word": (
        "Hal itu benar, ujar Direktur Jenderal Pajak Bimo Wiratmoko. Bimo merinci angka itu, kata dia.",
        [("Bimo Wiratmoko", "Direktur Jenderal Pajak")],
    ),
    "behind a country, and by number": (
        "Tamu itu Menteri Energi Uni Emirat Arab Suhail Al Mazrui. Presiden ke-7 RI Joko Wibowo menyambutnya.",
        [("Suhail Al Mazrui", "Menteri Energi Uni Emirat Arab"), ("Joko Wibowo", "Presiden ke-7 RI")],
    ),
    "Jenderal that is no rank": (
        "Kementerian Sosial melalui Sekretaris Jenderal Tomi Tohirin menegur mereka.",
        [("Tomi Tohirin", "Sekretaris Jenderal")],
    ),
    "of whom somebody else is": (
        "Rapat dibuka Bapak Presiden Prabowo Subianto dan dihadiri relawan Gubernur Ahmad Lutfianto, Senin.",
        [("Prabowo Subianto", "Presiden"), ("Ahmad Lutfianto", "Gubernur")],
    ),
    "English office with more words": (
        "Research & Analytics Manager KIC Satria Wisnuwardana menjelaskan hal itu.",
        [("Satria Wisnuwardana", "Research & Analytics Manager KIC")],
    ),
    "apostrophe in a role": (
        "Juru Bicara Jaringan '98, Riki Tambunan, menyebut hal itu.",
        [("Riki Tambunan", "Juru Bicara Jaringan '98")],
    ),
    "employer behind an office": (
        "Davin Gunarso, Kepala Wilayah Astera Daihaso Sumbagsel, hadir. Kapolres AKBP Rudi Hartanto, Kasat Reskrim AKP Bambang Wiryawan, ikut.",
        [
            ("Davin Gunarso", "Kepala Wilayah Astera Daihaso Sumbagsel"),
            ("Rudi Hartanto", "Kapolres"),
            ("Bambang Wiryawan", "Kasat Reskrim"),
        ],
    ),
    "institutions by themselves": (
        "Kata panitia, Danantara diharapkan membantu mereka. Warga meminta Kemendikdasmen memperluas layanan.",
        [],
    ),
    "village between office and name": (
        "Kades Sembungan Nasrudin Latif mengatakan panen itu berhasil.",
        [("Nasrudin Latif", "Kades Sembungan")],
    ),
    "no village between office and name": (
        "Kades Nasrudin Latif Akbar mengatakan panen itu berhasil.",
        [("Nasrudin Latif Akbar", "Kades")],
    ),
    "shortened first name": (
        "Koordinator Forum Petani, Moh. Rifandi Lamakara, mengatakan hal itu, Senin.",
        [("Moh. Rifandi Lamakara", "Koordinator Forum Petani")],
    ),
    "initial that an office swallowed": (
        "Kepala Dinsos M. Rizal Gholibi meninjau lokasi pada petang hari.",
        [("M. Rizal Gholibi", "Kepala Dinsos")],
    ),
    "Batak daughter": (
        "Lamria br Simbolon (58), penenun ulos, tersenyum. Bupati membeli kain itu.",
        [("Lamria br Simbolon", "penenun ulos")],
    ),
    "Butonese name": (
        "Kapal itu sering penuh, kata seorang penumpang, La Ode Arman.",
        [("La Ode Arman", "penumpang")],
    ),
    "veterinary surgeon": (
        "Kepala Karantina Kalimantan Utara, drh. Ahmad Mansur Alfian, menyebut dokumen lengkap.",
        [("Ahmad Mansur Alfian", "Kepala Karantina Kalimantan Utara")],
    ),
    "retired colonel": (
        "Ketua Forki Kota Metro, Kolonel (Purn) Sugeng Haryanto, menyambut atlet, Senin.",
        [("Sugeng Haryanto", "Ketua Forki Kota Metro")],
    ),
    "name behind a rank that looks like a word": (
        "Kapolres Siantar AKBP Sah Udur Tampubolon menerangkan penangkapan itu.",
        [("Sah Udur Tampubolon", "Kapolres Siantar")],
    ),
    "pilgrim": (
        "Bahannya sumbangan Haji Fathoni, juragan kopi, kata panitia.",
        [("Fathoni", "juragan kopi")],
    ),
    "archbishop": (
        "Ia ditahbiskan oleh Uskup Agung Donatus Djagong, Minggu pagi.",
        [("Donatus Djagong", "Uskup Agung")],
    ),
    "place that ends an office": (
        "Kepala Dinas Sosial Bone Bolango, Marni Nurdin Uno, menyebut keluarga itu siap.",
        [("Marni Nurdin Uno", "Kepala Dinas Sosial Bone Bolango")],
    ),
    "firm that ends an office": (
        "Direktur CV Borneo Agar Lestari, Johan Tanujaya, mengatakan permintaan naik.",
        [("Johan Tanujaya", "Direktur CV Borneo Agar Lestari")],
    ),
    "village firm": (
        "Direktur BUMDes Sari Mulya, Eko Budi Prasetyo, mengatakan ada 47 pekerja.",
        [("Eko Budi Prasetyo", "Direktur BUMDes Sari Mulya")],
    ),
    "occupation with a word that no list knows": (
        "Pendataannya ditangani pegiat sejarah Kuncarsono Prasetya, Selasa.",
        [("Kuncarsono Prasetya", "pegiat sejarah")],
    ),
    "somebody called by an unfamiliar name": (
        "Polisi mengambil rekaman dari toko milik warga bernama Ko Liem, Rabu.",
        [("Ko Liem", "warga")],
    ),
    "a party called by its name": ("Ia mendirikan partai baru bernama America Party, Sabtu.", []),
    "hospital that bears a name": (
        "Para korban dirawat di RSUD Drs. H. Amri Tambunan, kemarin. Keluarga menunggu.",
        [],
    ),
    "river and ship": ("Tanggul Krueng Keuretoe jebol. Kapal motor Cahaya Arafah kandas, Selasa.", []),
    "mayor without a town": (
        "Wali Kota Rahman Kiranto bersama warga menanam pohon. Menurut Wali Kota Rahman Kiranto, itu perlu.",
        [("Rahman Kiranto", "Wali Kota")],
    ),
    "village head without a village": (
        "Kepala Desa Hendra Gunanto mengatakan warga siap.",
        [("Hendra Gunanto", "Kepala Desa")],
    ),
    "village of two words": (
        "Kepala Desa Sumber Agung, Hendra Gunanto, mengatakan warga siap.",
        [("Hendra Gunanto", "Kepala Desa Sumber Agung")],
    ),
    "offices in brackets": (
        "Mereka ialah Samsul Bahar (Panewu Turi), Anggoro Jati (Panewu Ngemplak), dan Siti Aminarti (Kabag Hukum).",
        [
            ("Samsul Bahar", "Panewu Turi"),
            ("Anggoro Jati", "Panewu Ngemplak"),
            ("Siti Aminarti", "Kabag Hukum"),
        ],
    ),
    "appointed one by one": (
        "Yang dilantik Roswati Agustin sebagai Kepala Bappeda, Dr. Yusran Lapato, S.Ag., M.H. sebagai Kepala Dinas Sosial.",
        [("Roswati Agustin", "Kepala Bappeda"), ("Yusran Lapato", "Kepala Dinas Sosial")],
    ),
    "office handed over": (
        "Jabatan Kapolres Harapan yang sebelumnya diemban AKBP Rio Panjaitan berganti.",
        [("Rio Panjaitan", "Kapolres Harapan")],
    ),
    "elected": ("Bupati terpilih Darma Sukmana hadir.", [("Darma Sukmana", "Bupati terpilih")]),
    "predicate": (
        "Ketua baru panitia adalah Hendra Gunanto, Senin.",
        [("Hendra Gunanto", "Ketua baru panitia")],
    ),
    "victims of a list": (
        "Korban tewas masing-masing Hasan Rahmanto (58), Siti Nurbayani (49), dan Kadir Aminuddin (27).",
        [
            ("Hasan Rahmanto", "Korban tewas"),
            ("Siti Nurbayani", "Korban tewas"),
            ("Kadir Aminuddin", "Korban tewas"),
        ],
    ),
    "two students": (
        "Dua mahasiswa, Arnoldus Rasyid dan La Ode Hidayat, terluka di pelipis.",
        [("Arnoldus Rasyid", "mahasiswa"), ("La Ode Hidayat", "mahasiswa")],
    ),
    "kin": (
        "Ibunya, Hj. Andi Rosmini, berjualan kue. Kabar itu dibenarkan putra ketiganya, Bayu Kumara. Ia hadir bersama istrinya Dewi Lestarini.",
        [
            ("Andi Rosmini", "Ibunya"),
            ("Bayu Kumara", "putra ketiganya"),
            ("Dewi Lestarini", "istrinya"),
        ],
    ),
    "clergy": (
        "Ketua MUI Kabupaten Bima, TGH. Abdurrahim Haris, mendesak pemerintah.",
        [("Abdurrahim Haris", "Ketua MUI Kabupaten Bima")],
    ),
    "captain of a ship": (
        "Kapten MV Santa Lucia, Rodrigo Abellana, melihat cermin.",
        [("Rodrigo Abellana", "Kapten MV Santa Lucia")],
    ),
    "name that opens a sentence behind an institution": (
        "Grup itu diikuti Kasat Binmas Polres. Firmansyah, siswa kelas X SMAN 1 Kendal, senang.",
        [("Firmansyah", "siswa kelas X SMAN 1 Kendal")],
    ),
    "presiding judge": (
        "Ketua majelis hakim Beni Nainggolan menunda sidang.",
        [("Beni Nainggolan", "Ketua majelis hakim")],
    ),
    "Lalu of Lombok behind a place": (
        "Philip diterima Bupati Lombok Tengah Lalu Pahrurrazi. Kata Pahrurrazi, itu baik.",
        [("Lalu Pahrurrazi", "Bupati Lombok Tengah")],
    ),
    "university of a general": ("Ia kuliah di Universitas Jenderal Soedirman, Banyumas.", []),
    "motorcycle": ("Pelaku membawa kabur sepeda motor Honda Vario, Senin.", []),
    "villages between office and name": (
        "Kades Karangmulya Suparlan siap. Kepala Desa Tlogorejo Imron Rosadi siap. Kepala SMPN 1 Cibatu Agus Wiyana siap.",
        [
            ("Suparlan", "Kades Karangmulya"),
            ("Imron Rosadi", "Kepala Desa Tlogorejo"),
            ("Agus Wiyana", "Kepala SMPN 1 Cibatu"),
        ],
    ),
    "office in one word": (
        "Kepala Bappeda Agus Wiyana menjelaskan. Kepala Dinkes Suryadi Lubis hadir.",
        [("Agus Wiyana", "Kepala Bappeda"), ("Suryadi Lubis", "Kepala Dinkes")],
    ),
    "owner": ("Pemilik warung Agus Wiyana (50) mengaku rugi.", [("Agus Wiyana", "Pemilik warung")]),
    "sub-district with Kota": (
        "Camat Garut Kota Agus Wiyana hadir.",
        [("Agus Wiyana", "Camat Garut Kota")],
    ),
    "appointed": (
        "Hendra Gunanto kini menjabat sebagai Kepala Dinas Sosial Garut.",
        [("Hendra Gunanto", "Kepala Dinas Sosial Garut")],
    ),
    "is": (
        "Hendra Gunanto adalah guru SDN 1 Sukamaju. Siti Aminarti yang juga Ketua PMI Garut hadir.",
        [("Hendra Gunanto", "guru SDN 1 Sukamaju"), ("Siti Aminarti", "Ketua PMI Garut")],
    ),
    "suspect, trader": (
        "Polisi menetapkan Agus Wiyana sebagai tersangka pembunuhan. Kami takut, kata Sukirno, pedagang sayur.",
        [("Agus Wiyana", "tersangka pembunuhan"), ("Sukirno", "pedagang sayur")],
    ),
    "acting head, chair in brackets": (
        "Plt. Kepala Dinas Sosial Garut, Hendra Gunanto, hadir bersama Siti Aminarti (Ketua).",
        [("Hendra Gunanto", "Plt. Kepala Dinas Sosial Garut"), ("Siti Aminarti", "Ketua")],
    ),
    "writers of the article": ("Warga senang. Pewarta: Budi Santosa. Editor: Rina Melati (Wahyu P)", []),
    "ministry with a hyphen": (
        "Menteri PAN-RB Rina Widyastuti mengatakan aturan itu siap.",
        [("Rina Widyastuti", "Menteri PAN-RB")],
    ),
    "Korean president": (
        "Presiden Korea Selatan Lee Min-jung menyambut tamu itu.",
        [("Lee Min-jung", "Presiden Korea Selatan")],
    ),
    "physician who speaks": (
        "Kepala Puskesmas dr. Anggi Budiarti menjelaskan pasien pulih.",
        [("Anggi Budiarti", "Kepala Puskesmas")],
    ),
    "first name like a country behind a town": (
        "Kepala Dinas Sosial Pangandaran Oman Rohiman menjelaskan, Senin.",
        [("Oman Rohiman", "Kepala Dinas Sosial Pangandaran")],
    ),
    "airport of two": ("Bandara Soekarno-Hatta ramai oleh pemudik.", []),
    "foundation with an article": (
        "Yayasan As-Salim membangun dapur. Dapur As-Salim Kemiri menyalurkan menu.",
        [],
    ),
    "match, railway": ("Laga Persib-Persija seru. Jalur Cirebon-Semarang lancar.", []),
    "victims with ages": (
        "Korban yakni Nuraini Lubis (45), guru madrasah, Riska Amelia Tarigan (16), pelajar, dan Poniman (60), buruh tani.",
        [("Nuraini Lubis", "guru madrasah"), ("Riska Amelia Tarigan", "pelajar"), ("Poniman", "buruh tani")],
    ),
    "father and son": (
        "Setelah dua hari, Yance Felle (9), siswa SD Inpres Yahim, ditemukan. Ayah korban, Yulianus Felle, berterima kasih.",
        [("Yance Felle", "siswa SD Inpres Yahim"), ("Yulianus Felle", "Ayah korban")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_people(text: str, expected: list[tuple[str, str]]) -> None:
    people = People().annotate(read_document(None, [text]))
    found = [(person["name"], person["role"]) for person in people if person["role"] or not expected]
    assert found == expected


@pytest.mark.parametrize(
    "text",
    [
        "Seorang pria bernama Mardi Santosa mengungkapkan hal itu.",
        "Kami mendukung program Bapak Mardi Santosa.",
        "Menurut polisi, ibunya Mardi Santosa sakit.",
        "Yang menembak korban adalah Mardi Santosa.",
        "Warga mengecam pemukulan guru oleh Mardi Santosa.",
    ],
)
def test_what_is_no_role(text: str) -> None:
    (person,) = People().annotate(read_document(None, [text]))
    assert (person["name"], person["role"]) == ("Mardi Santosa", None)


@pytest.mark.parametrize(
    ("behind", "role"),
    [
        (", warga Desa,", "warga Desa"),
        (", ayah korban menangis histeris.", None),
        (", selaku", None),
        (" (", None),
        (",", None),
    ],
)
def test_text_that_ends_behind_a_name(behind: str, role: str | None) -> None:
    (person,) = People().annotate(read_document(None, [f"“Aduh,” kata Yohanes Wainarisa{behind}"]))
    assert person["role"] == role


SHORT_FORMS = {
    "kin and a comma": (
        "Sutrisno memeluk istrinya, Kartinah, yang sejak pagi menunggu.",
        {"Sutrisno": 1, "Kartinah": 1},
    ),
    "nickname with a form of address": (
        "Menteri Sosial Syaiful Yusron atau Gus Ipung mengatakan hal itu. Bantuan segera cair, kata Gus Ipung.",
        {"Syaiful Yusron": 3},
    ),
    "made of two beginnings": (
        "Menteri Pangan Zulkarnaen Hasibuan tiba di Jombang. Harga stabil, kata Zulhas kepada wartawan.",
        {"Zulkarnaen Hasibuan": 2},
    ),
    "lost its end": (
        "Kepala Biro Humas Khairul Hidayatullah menjelaskan hal itu. “Itu gurauan,” jelas Hidayat.",
        {"Khairul Hidayatullah": 2},
    ),
    "whole before lost": (
        "Budiman Sudarsono Raharja dan Budi Santosa hadir. “Kami siap,” kata Budi.",
        {"Budiman Sudarsono Raharja": 1, "Budi Santosa": 2},
    ),
    "part of the other name": (
        "Ketua Komisi IV DPR RI Siti Hediana Suharto atau Titin Suharto datang. Ibu Titin berkeliling, kata warga.",
        {"Siti Hediana Suharto": 3},
    ),
    "what the person named last is called": (
        "Air itu kotor, kata Bupati Kendal Dyah Kartini Permana. Bupati yang akrab disapa Mbak Tika itu meminta dapur berbenah.",
        {"Dyah Kartini Permana": 2},
    ),
    "first name that looks like the firm's": (
        "Direktur Utama PT Pertamina Gas Gamal Imam Sutanto datang. “Kami siap,” ujar Gamal.",
        {"Gamal Imam Sutanto": 2},
    ),
    "a first name that no list knows": (
        "Mobil itu melintas, kata Abdur Rasman (43), warga setempat. Tidak ada korban, ucap Rasman.",
        {"Abdur Rasman": 2},
    ),
    "nickname of two words in brackets": (
        "Menteri Sosial (Mensos), Saiful Yusran (Gus Ipang) datang. Warga senang, kata Gus Ipang, Senin. Gus Ipang pulang.",
        {"Saiful Yusran": 4},
    ),
    "name and nickname that the tagger missed": (
        "BANDUNG, - Menteri Sosial Saifuloh Yusuf atau Gus Ipang mencicipi hidangan itu. Enak, kata Gus Ipang, Kamis.",
        {"Saifuloh Yusuf": 3},
    ),
    "one or the other": (
        "Warga memilih Anas Baswara atau Prabawa Subandi, kata panitia. Prabawa Subandi menang.",
        {"Prabawa Subandi": 2, "Anas Baswara": 1},
    ),
    "two candidates": (
        "Pasangan Dedi-Hendra unggul sementara. Dedi Kusnadi dan Hendra Gunarto berterima kasih.",
        {"Dedi Kusnadi": 2, "Hendra Gunarto": 2},
    ),
    "two of whom a list knows one": (
        "Kemenangan Wahyu-Sylva dirayakan pendukungnya.",
        {"Wahyu": 1, "Sylva": 1},
    ),
    "two without a cue": ("Debat itu mempertemukan Agus-Rini dengan lawannya.", {"Agus": 1, "Rini": 1}),
    "initials in brackets": (
        "Wakil Presiden Jusman Karim (JK) tiba di Kudus. Kunjungan ini penting, kata JK.",
        {"Jusman Karim": 3},
    ),
    "initials beside a name": (
        "Program kabinet Joko-JK berlanjut. Joko Wibisono dan Jusman Karim hadir.",
        {"Joko Wibisono": 2, "Jusman Karim": 2},
    ),
    "initials behind ranks": (
        "Petugas itu Aipda Farhan R.T, Aipda Ade S, dan Aipda Bayu Y.",
        {"Farhan R.T": 1, "Ade S": 1, "Bayu Y": 1},
    ),
    "physicians with degrees": (
        "Operasi dipimpin dr Wisnu Baskoro SpBTKV bersama dr Salomo Purba SpOG. Hadir pula Iman Permana SSi, peneliti.",
        {"Wisnu Baskoro": 1, "Salomo Purba": 1, "Iman Permana": 1},
    ),
    "four candidates": (
        "Nomor urut 3 Yudha Mahendra-Baharudin Yusuf menang.",
        {"Yudha Mahendra": 1, "Baharudin Yusuf": 1},
    ),
    "candidates of whom the tagger sees one": (
        "Nomor urut 1 Sukirman Efendi-Lidya Oktaviani menang.",
        {"Sukirman Efendi": 1, "Lidya Oktaviani": 1},
    ),
    "name that follows itself": (
        "Harga stabil, kata Hendra Hendra Gunarto kepada wartawan.",
        {"Hendra Gunarto": 2},
    ),
    "misprint that lost letters": (
        "Kepala BGN Dadan Hindarsana datang. Pertemuan dengan Dadan Hindarsa selesai, kata panitia.",
        {"Dadan Hindarsana": 2},
    ),
}


@pytest.mark.parametrize(("text", "expected"), SHORT_FORMS.values(), ids=SHORT_FORMS)
def test_short_forms(text: str, expected: dict[str, int]) -> None:
    people = People().annotate(read_document(None, [text]))
    assert {person["name"]: person["mentions"] for person in people} == expected


def test_counts_mentions_and_quotes() -> None:
    text = [
        "Wali Kota Bima Arman Syahputra (Arman) membuka pameran itu. Arman berkeliling sampai sore.",
        "“Pameran ini untuk warga,” kata Arman.",
    ]
    (person,) = People().annotate(read_document("Pameran Dibuka", text))
    assert person["mentions"] == 4 and person["quoted"] and person["aliases"] == ["Arman"]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Itu baik, kata Hendra Gunanto.", True),
        ("Hendra Gunanto mengatakan itu baik.", True),
        ("Menurut Hendra Gunanto, itu baik.", True),
        ("Hal itu disampaikan Hendra Gunanto.", True),
        ("Polisi mengatakan Hendra Gunanto ditangkap.", False),
        ("Hendra Gunanto ditangkap, kata polisi.", False),
    ],
)
def test_who_is_quoted(text: str, *, quoted: bool) -> None:
    (person,) = People().annotate(read_document(None, [text]))
    assert person["quoted"] is quoted


def test_first_names_that_are_roles_elsewhere() -> None:
    text = "Imam Subekti (19) ditemukan tewas. Putri Maharani mengatakan ia kehilangan."
    people = People().annotate(read_document(None, [text]))
    assert [person["name"] for person in people] == ["Imam Subekti", "Putri Maharani"]
