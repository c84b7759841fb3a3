/** Where the hospital itself is, for times that are no one expert's: which doctor will come is not decided yet. */
export const hospitalZone = 'Asia/Shanghai'
